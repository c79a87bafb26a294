using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts.Names;

/// <summary>The tokens of a declared object or of a fact's identity, read from the left.</summary>
internal sealed class NameTokens
{
    private readonly IReadOnlyList<(SqlTokenKind Kind, string Text)> _tokens;
    private int _at;

    private NameTokens(IReadOnlyList<(SqlTokenKind Kind, string Text)> tokens) => _tokens = tokens;

    public bool AtEnd => _at >= _tokens.Count;

    /// <summary>How many tokens are left.</summary>
    public int Left => _tokens.Count - _at;

    /// <summary>The texts of the tokens that are left.</summary>
    public IReadOnlyList<string> Texts => [.. _tokens.Skip(_at).Select(t => t.Text)];

    public static NameTokens Of(string text)
    {
        var tokens = new List<(SqlTokenKind, string)>();
        var utf8 = Encoding.UTF8.GetBytes(text);
        var scanner = new SqlScanner(utf8);
        while (scanner.Read())
        {
            var token = scanner.Token;
            tokens.Add((token.Kind, Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start))));
        }

        return new NameTokens(tokens);
    }

    /// <summary>Takes these words or symbols if they come next.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        if (Left < words.Length) return false;
        for (var i = 0; i < words.Length; i++)
        {
            var (kind, text) = _tokens[_at + i];
            if (kind == SqlTokenKind.QuotedName || !string.Equals(text, words[i], StringComparison.OrdinalIgnoreCase)) return false;
        }

        _at += words.Length;
        return true;
    }

    /// <summary>Takes a token that names something.</summary>
    public string? TakeIdentifier() =>
        !AtEnd && _tokens[_at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName ? Identifier.Decode(_tokens[_at].Kind, _tokens[_at++].Text) : null;

    /// <summary>Takes names joined by dots; none when there is no name.</summary>
    public List<string> TakeName()
    {
        var parts = new List<string>();
        var back = _at;
        while (TakeIdentifier() is { } part)
        {
            parts.Add(part);
            back = _at;
            if (!Take(".")) break;
        }

        _at = back;
        return parts;
    }

    /// <summary>Takes one token of that kind.</summary>
    public string? TakeKind(SqlTokenKind kind) => !AtEnd && _tokens[_at].Kind == kind ? _tokens[_at++].Text : null;

    /// <summary>Whether the next token is a name in quotes.</summary>
    public bool IsQuoted => !AtEnd && _tokens[_at].Kind == SqlTokenKind.QuotedName;

    /// <summary>Takes back what was read since a place.</summary>
    public void Return(int left) => _at = _tokens.Count - left;

    public void Skip(int count) => _at = Math.Min(_at + count, _tokens.Count);

    /// <summary>Takes the next tokens as a list of their own.</summary>
    public NameTokens Slice(int count)
    {
        var slice = new NameTokens([.. _tokens.Skip(_at).Take(count)]);
        Skip(count);
        return slice;
    }

    /// <summary>All that is left, in one text that is equal for the same names and words.</summary>
    public string TakeAll()
    {
        var text = string.Join(' ', _tokens.Skip(_at).Select(t => t.Kind switch
        {
            SqlTokenKind.Word => Identifier.Quote(Identifier.Fold(t.Text)),
            SqlTokenKind.QuotedName => Identifier.Quote(Identifier.Decode(t.Kind, t.Text)),
            _ => t.Text,
        }));
        _at = _tokens.Count;
        return text;
    }
}
