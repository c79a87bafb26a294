using System.Net;
using System.Text.Encodings.Web;

namespace Lockkeeper.Pipeline.Options;

/// <summary>Replaces secrets by <c>***</c> in whatever form they turn up: as they are, or encoded for a URL, JSON, HTML or SQL.</summary>
public sealed class SecretRedactor
{
    /// <summary>Shorter values are left alone: replacing them would shred ordinary words.</summary>
    public const int ShortestSecret = 4;

    private string[] _secrets;

    // Made when there is a text to look at: most runs have none, and the encoders take longer to load than all else that reads options.
    private Lazy<string[]> _forms;

    /// <summary>Knows these secrets.</summary>
    public SecretRedactor(IEnumerable<string> secrets) => _forms = FormsOfAll(_secrets = [.. secrets]);

    /// <summary>Knows these, too, from now on: keys that were made in the course of a run.</summary>
    public void Learn(params IEnumerable<string> secrets) => _forms = FormsOfAll(_secrets = [.. _secrets, .. secrets]);

    /// <summary>Knows no secret.</summary>
    public static SecretRedactor None { get; } = new([]);

    /// <summary>The text without any known secret.</summary>
    public string Redact(string text)
    {
        foreach (var form in _forms.Value)
            text = text.Replace(form, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Says how many, never which.</summary>
    public override string ToString() => $"{nameof(SecretRedactor)} {{ Forms = {_forms.Value.Length} }}";

    // A secret that is part of another one must not cut that one in two.
    private static Lazy<string[]> FormsOfAll(string[] secrets) => new(() =>
        [.. secrets.Where(s => s.Trim().Length >= ShortestSecret).SelectMany(FormsOf).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)]);

    private static IEnumerable<string> FormsOf(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        yield return secret;
        yield return escaped;
        yield return LowerHex(escaped);
        yield return WebUtility.UrlEncode(secret);
        yield return Uri.UnescapeDataString(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return WebUtility.HtmlEncode(secret);
        yield return secret.Replace("'", "''", StringComparison.Ordinal);
    }

    private static string LowerHex(string escaped)
    {
        var characters = escaped.ToCharArray();
        for (var i = 0; i + 2 < characters.Length; i++)
        {
            if (characters[i] != '%')
                continue;
            characters[i + 1] = char.ToLowerInvariant(characters[i + 1]);
            characters[i + 2] = char.ToLowerInvariant(characters[i + 2]);
        }

        return new string(characters);
    }
}
