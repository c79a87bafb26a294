using System.Text;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Puts environment variables in the place of <c>${NAME}</c>; <c>$${</c> stands for a literal <c>${</c>.</summary>
internal sealed class Substitution(IReadOnlyDictionary<string, string> variables, List<Problem> problems)
{
    /// <summary>Whether the text names a variable.</summary>
    public static bool Needed(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The text with its variables filled in; null when one is unset or badly written, which is added to the problems.</summary>
    /// <param name="text">As it stands in the file.</param>
    /// <param name="where">File, line and key.</param>
    /// <param name="hint">What to say beside <c>export NAME=…</c>.</param>
    public string? Apply(string text, string where, string hint)
    {
        var result = new StringBuilder(text.Length);
        var whole = true;
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("$${"))
            {
                result.Append("${");
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                var end = text.IndexOf('}', i);
                var name = end < 0 ? text[(i + 2)..] : text[(i + 2)..end];
                if (Lookup(name, end >= 0, where, hint) is { } value)
                    result.Append(value);
                else
                    whole = false;
                i = end < 0 ? text.Length : end;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return whole ? result.ToString() : null;
    }

    private string? Lookup(string name, bool closed, string where, string hint)
    {
        if (!closed || !IsName(name))
        {
            problems.Add(new Problem(
                where,
                $"${{{name}{(closed ? "}" : "")} is not a variable.", "Write ${NAME}, or $${ for a literal ${."));
            return null;
        }

        if (variables.TryGetValue(name, out var value) && value.Length > 0)
            return value;
        problems.Add(new Problem(where, $"the environment variable {name} is not set.", $"Run: export {name}=…{hint}"));
        return null;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
