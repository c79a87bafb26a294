using System.Text;
using Lockkeeper.Contracts.Names;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts.Bodies;

/// <summary>A token of a body.</summary>
internal readonly record struct BodyToken(SqlTokenKind Kind, string Text, int Line)
{
    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    /// <summary>The name that it stands for.</summary>
    public string Name => Identifier.Decode(Kind, Text);

    /// <summary>Whether it is this key word or symbol.</summary>
    public bool Is(string word) => Kind != SqlTokenKind.QuotedName && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a string constant holds.</summary>
    public string Unquoted()
    {
        if (Text[0] == '$')
        {
            var tag = Text.IndexOf('$', 1) + 1;
            return Text.Length >= 2 * tag ? Text[tag..^tag] : "";
        }

        var quote = Text.IndexOf('\'', StringComparison.Ordinal);
        return Text.Length < quote + 2 ? "" : Text[(quote + 1)..^1].Replace("''", "'", StringComparison.Ordinal);
    }
}

internal static class BodyTokens
{
    /// <summary>All tokens but comments.</summary>
    public static List<BodyToken> Read(string sql, int firstLine)
    {
        var utf8 = Encoding.UTF8.GetBytes(sql);
        var scanner = new SqlScanner(utf8);
        var tokens = new List<BodyToken>();
        var (line, counted) = (firstLine, 0);
        while (scanner.Read())
        {
            var token = scanner.Token;
            line += utf8.AsSpan(counted, token.Start - counted).Count((byte)'\n');
            counted = token.Start;
            if (token.Kind != SqlTokenKind.Comment)
                tokens.Add(new(token.Kind, Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start)), line));
        }

        return tokens;
    }
}
