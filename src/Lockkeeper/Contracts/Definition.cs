using System.Text.RegularExpressions;

namespace Lockkeeper.Contracts;

/// <summary>Takes the text of a fact's definition apart.</summary>
internal static partial class Definition
{
    /// <summary>The values by their keys; what has no key is under "". Of a key that comes twice the first counts.</summary>
    public static Dictionary<string, string> Parts(string definition)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        var (key, from) = ("", 0);
        foreach (Match match in Keys().Matches(definition))
        {
            if (parts.ContainsKey(match.Groups["key"].Value) || string.Equals(key, match.Groups["key"].Value, StringComparison.Ordinal)) continue;
            parts[key] = definition[from..match.Index].Trim();
            (key, from) = (match.Groups["key"].Value, match.Index + match.Length);
        }

        parts[key] = definition[from..].Trim();
        if (parts.TryGetValue("position", out var column) && column.Split(' ', 2) is [var position, var type])
            (parts["position"], parts["type"]) = (position, type);
        CutOff(parts, "owner");
        CutOff(parts, "acl");
        return parts;
    }

    // Behind these stands what has no key, such as a whole CREATE FUNCTION.
    private static void CutOff(Dictionary<string, string> parts, string key)
    {
        if (!parts.TryGetValue(key, out var value)) return;
        var quoted = false;
        var end = 0;
        for (; end < value.Length && (quoted || value[end] is not (' ' or '\n')); end++) quoted ^= value[end] == '"';
        parts[key] = value[..end];
        if (end < value.Length) parts[""] = $"{parts.GetValueOrDefault("")} {value[end..].Trim()}".Trim();
    }

    /// <summary>Whether two columns differ in nothing but their place.</summary>
    public static bool IsOnlyPosition(string before, string after) =>
        string.Equals(Position().Replace(before, "", 1), Position().Replace(after, "", 1), StringComparison.Ordinal);

    /// <summary>Whether a column or constraint is there only because a parent table has it.</summary>
    public static bool IsInherited(string definition) => Parts(definition).GetValueOrDefault("inherited")?.EndsWith("/false", StringComparison.Ordinal) == true;

    [GeneratedRegex(
        @"(?:^|(?<= ))(?<key>relkind|persistence|owner|acl|rls|options|toast options|replica identity|am|tablespace|populated|of|partition key|bound|inherits|server|query|position|default|generated|identity|collation|storage|compression|statistics|fdw options|inherited|command|permissive|roles|using|check|enabled|schedule|active|user|version|schema|typtype|labels|start|increment|min|max|cache|cycle|owned by|parent|all tables|insert|update|delete|truncate|via root|columns|where|wrapper|type|member of|settings|connections|valid until|function|tags)=",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"^position=\d+ ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Position();
}
