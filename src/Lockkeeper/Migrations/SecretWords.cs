using System.Buffers;
using System.Text.RegularExpressions;

namespace Lockkeeper.Migrations;

/// <summary>Words beside which something secret is likely to stand.</summary>
internal static partial class SecretWords
{
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["passw", "passfile", "secret", "credential", "token", "bearer", "authorization", "api_key", "apikey", "private_key", "privatekey", "jwt", "vault", "crypt"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether there is one in a text.</summary>
    public static bool AreIn(string text) => text.AsSpan().ContainsAny(Words);

    /// <summary>A server's words, which may quote a command, without what follows such a word there.</summary>
    public static string Without(string text) => Assigned().Replace(Quoted().Replace(text, "${word}'…'"), "${word}…");

    [GeneratedRegex("(?<word>(passw[a-z]*|secret)[ =:]{0,3})'([^']|'')*'?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex("(?<word>(passw[a-z]*|secret) ?[=:] ?)[^\\s'\"]+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Assigned();
}
