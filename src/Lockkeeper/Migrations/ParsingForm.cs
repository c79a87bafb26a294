using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>How a statement is put into a block of PL/pgSQL that never runs it, so that the server parses it as the SQL that it is.</summary>
public static class ParsingForm
{
    // SQL that PL/pgSQL reads by a grammar of its own. Little can be wrong with any of them.
    private static readonly HashSet<string> Unreadable = new(StringComparer.OrdinalIgnoreCase) { "fetch", "move", "close", "rollback" };

    // Statements of PL/pgSQL. SQL has DECLARE and EXECUTE, too, and none of the others: behind EXPLAIN only SQL is understood.
    private static readonly HashSet<string> PlpgsqlsOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        "assert", "case", "continue", "declare", "execute", "exit", "for", "foreach", "get", "if", "loop", "null", "open", "perform", "raise", "return", "while",
    };

    /// <summary>What has to stand before it; null where it cannot be parsed so.</summary>
    public static string? PrefixOf(SqlStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (statement.Kind is not (SqlStatementKind.Ordinary or SqlStatementKind.OutsideTransaction))
            return null;
        var word = FirstWord(statement.Utf8.Span[statement.CodeOffset..]);
        if (Unreadable.Contains(word) || Assigns(statement, word) || EndsElsewhere(statement))
            return null;
        // No statement of PL/pgSQL begins with a parenthesis.
        return word is "(" ? "create view lockkeeper as " : PlpgsqlsOwn.Contains(word) ? "explain " : "";
    }

    private static string FirstWord(ReadOnlySpan<byte> code)
    {
        if (code is [(byte)'(', ..])
            return "(";
        var end = 0;
        while (end < code.Length && char.IsAsciiLetter((char)code[end])) end++;
        return Encoding.ASCII.GetString(code[..end]);
    }

    // PL/pgSQL takes INTO for an assignment, unless INSERT or MERGE stands before it, or the statement is IMPORT FOREIGN SCHEMA.
    private static bool Assigns(SqlStatement statement, string firstWord)
    {
        var code = statement.Utf8.Span[statement.CodeOffset..];
        // An INSERT may be as long as its file, and has its INTO in front.
        var insert = code.Length > 12 && Ascii.EqualsIgnoreCase(code[..12], "insert into "u8) ? 12 : 0;
        if (!HoldsInto(code[insert..]) || string.Equals(firstWord, "import", StringComparison.OrdinalIgnoreCase))
            return false;
        var scanner = new SqlScanner(code);
        var exempt = false;
        while (scanner.Read())
        {
            if (scanner.Token.Kind == SqlTokenKind.Comment)
                continue;
            var text = scanner.Token.Kind == SqlTokenKind.Word ? code[scanner.Token.Start..scanner.Token.End] : default;
            if (Ascii.EqualsIgnoreCase(text, "into"u8) && !exempt)
                return true;
            exempt = Ascii.EqualsIgnoreCase(text, "insert"u8) || Ascii.EqualsIgnoreCase(text, "merge"u8);
        }
        return false;
    }

    // Within CREATE FUNCTION, PL/pgSQL looks for the end of a body in SQL by counting BEGIN, CASE and END, also where they are somebody's names.
    private static bool EndsElsewhere(SqlStatement statement)
    {
        if (!StatementCode.MayBeginWith(statement, "create"u8) || !IsRoutine(StatementCode.HeadOf(statement, 4)))
            return false;
        // Whether those in parentheses count, differs between versions.
        var (all, outside, parentheses) = (0, 0, 0);
        foreach (var token in StatementCode.Of(statement))
        {
            var opens = token.Is("begin") || token.Is("case") ? 1 : token.Is("end") ? -1 : 0;
            all = Math.Max(0, all + opens);
            outside = parentheses == 0 ? Math.Max(0, outside + opens) : outside;
            parentheses += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            if (token.Is(";") && parentheses == 0 && (all == 0 || outside == 0))
                return true;
        }
        return all != 0 || outside != 0;
    }

    private static bool IsRoutine(IReadOnlyList<CodeToken> head)
    {
        var at = head.Count > 3 && head[1].Is("or") ? 3 : 1;
        return head.Count > at && (head[at].Is("function") || head[at].Is("procedure"));
    }

    private static bool HoldsInto(ReadOnlySpan<byte> utf8)
    {
        for (int at; (at = utf8.IndexOfAny((byte)'i', (byte)'I')) >= 0; utf8 = utf8[(at + 1)..])
        {
            if (utf8.Length >= at + 4 && Ascii.EqualsIgnoreCase(utf8.Slice(at, 4), "into"u8))
                return true;
        }
        return false;
    }
}
