using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>The parts of a statement that are not shown because they may be secret: what stands in quotes, in comments and behind the word PASSWORD.</summary>
internal sealed class StatementSecrets
{
    // Shorter pieces are more likely words of the server than anybody's password.
    private const int ShortestPiece = 4;

    // A statement may be as long as its file, and a message repeats little of it.
    private const int MostPieces = 10_000;

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', '\'', '"', '=', ':', '/', '@', ',', ';', '&', '?', '(', ')', '{', '}', '\\', '$'];

    // The words of connection strings; who may not read them cannot tell what is wrong with one.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "hostaddr", "port", "user", "dbname", "password", "connection", "sslmode", "require", "postgres", "postgresql", "options", "role", "create", "database",
    };

    private readonly List<(int Start, int End)> _hidden = [];
    private readonly HashSet<string> _pieces = new(StringComparer.OrdinalIgnoreCase);

    private StatementSecrets()
    {
    }

    /// <summary>Offsets in the statement's bytes, in order.</summary>
    public IReadOnlyList<(int Start, int End)> Hidden => _hidden;

    /// <summary>Looks through a statement.</summary>
    /// <param name="statement">Which.</param>
    /// <param name="said">What the server says about it: a command that a function runs is known only from there.</param>
    public static StatementSecrets Of(SqlStatement statement, string said)
    {
        var secrets = new StatementSecrets();
        var namesLogin = NamesLogin(StatementCode.HeadOf(statement, 3));
        if (namesLogin || SecretWords.AreIn(statement.Text) || SecretWords.AreIn(said))
            secrets.Take(statement.Utf8.Span, 0, namesLogin);
        return secrets;
    }

    /// <summary>A text of the server's in which it may have quoted the statement.</summary>
    public string Without(string text)
    {
        foreach (var piece in _pieces.OrderByDescending(p => p.Length))
            text = text.Replace(piece, "…", StringComparison.OrdinalIgnoreCase);
        return SecretWords.Without(text);
    }

    // The commands that take a password, also where its word is written wrongly.
    private static bool NamesLogin(IReadOnlyList<CodeToken> head) =>
        head is [var verb, var what, ..] && (verb.Is("create") || verb.Is("alter"))
        && (what.Is("role") || what.Is("user") || what.Is("group") || what.Is("server") || what.Is("subscription"));

    private void Take(ReadOnlySpan<byte> utf8, int offset, bool namesLogin)
    {
        var scanner = new SqlScanner(utf8);
        var afterPassword = false;
        while (scanner.Read())
        {
            var token = scanner.Token;
            var text = utf8[token.Start..token.End];
            if (token.Kind == SqlTokenKind.Comment)
                _hidden.Add((offset + token.Start + 2, offset + token.End));
            else if (token.Kind == SqlTokenKind.Text)
                TakeText(utf8, token, offset);
            else if (afterPassword && token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName or SqlTokenKind.Number && !Ascii.EqualsIgnoreCase(text, "null"u8))
                Hide(utf8, token.Start, token.End, offset);
            // Not beside a column of that name.
            afterPassword = namesLogin && (token.Kind is SqlTokenKind.Operator
                ? afterPassword
                : Encoding.UTF8.GetString(text).Contains("passw", StringComparison.OrdinalIgnoreCase));
        }
    }

    private void TakeText(ReadOnlySpan<byte> utf8, SqlToken token, int offset)
    {
        var text = utf8[token.Start..token.End];
        if (text[0] != '$')
        {
            var start = token.Start + text.IndexOf((byte)'\'') + 1;
            Hide(utf8, start, token.Closed ? token.End - 1 : token.End, offset);
            return;
        }

        // A body is shown, and what is quoted within it is not.
        var tag = text[1..].IndexOf((byte)'$') + 2;
        var end = token.Closed ? text.Length - tag : text.Length;
        Take(text[tag..end], offset + token.Start + tag, namesLogin: false);
    }

    private void Hide(ReadOnlySpan<byte> utf8, int start, int end, int offset)
    {
        if (end <= start)
            return;
        _hidden.Add((offset + start, offset + end));
        if (_pieces.Count > MostPieces)
            return;
        var written = Encoding.UTF8.GetString(utf8[start..end]);
        foreach (var text in (string[])[written, written.Replace("''", "'", StringComparison.Ordinal)])
        {
            // A command within quotes is quoted by the server as a whole; of its own words nothing need be hidden.
            var inner = StatementCode.Of(text, 1).Select(t => t.Quoted).OfType<string>().ToList();
            foreach (var piece in (inner.Count > 0 ? string.Join(' ', inner) : text).Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            {
                if (piece.Length >= ShortestPiece && !Known.Contains(piece))
                    _pieces.Add(piece);
            }
        }
    }
}
