using System.Text.RegularExpressions;
using Lockkeeper.Catalog;

namespace Lockkeeper.Contracts;

/// <summary>What changed on an object, in few words. Bodies, queries and what may be a secret are only said to have changed.</summary>
internal static partial class DefinitionDifference
{
    private const int Longest = 200;
    private const int LongestValue = 80;

    private static readonly HashSet<string> OnlyChanged = new(StringComparer.Ordinal)
    {
        "query", "fdw options", "settings", "command", "",
    };

    /// <summary>The difference of all changes of one object.</summary>
    public static string Of(string top, IEnumerable<FactChange> changes) => Cap(string.Join("; ", changes.Select(c => One(top, c))), Longest);

    private static string One(string top, FactChange change)
    {
        var own = string.Equals(change.Fact, top, StringComparison.Ordinal);
        var name = own ? "" : $"{change.Fact}: ";
        if (change.After is not { } after) return own ? "removed" : $"{change.Fact} removed";
        if (change.Before is not { } before) return own ? $"added: {Cap(after.Definition, LongestValue)}" : $"{change.Fact} added";
        if (!string.Equals(before.Parent, after.Parent, StringComparison.Ordinal))
            return $"{name}now of {after.Parent ?? "nothing"}, was of {before.Parent ?? "nothing"}";
        return name + string.Join("; ", Values(before, after));
    }

    private static IEnumerable<string> Values(CatalogFact before, CatalogFact after)
    {
        if (before.Kind is "function" or "procedure") return Routine(before.Definition, after.Definition);
        if (before.Kind is "setting" or "security label" or "server" or "foreign-data wrapper" && !PrivilegeDifference.Is(before.Definition, after.Definition)) return ["value changed"];
        var (was, now) = before.Kind is "bucket"
            ? (BucketParts.Of(before.Definition), BucketParts.Of(after.Definition))
            : (Definition.Parts(before.Definition), Definition.Parts(after.Definition));
        if (was.Count == 1 && now.Count == 1) return [Arrow("", before.Definition, after.Definition).Trim()];
        return was.Keys.Union(now.Keys, StringComparer.Ordinal).Where(k => !Same(k, was, now))
            .Select(k => Value(before.Kind, k, was.GetValueOrDefault(k), now.GetValueOrDefault(k)));
    }

    private static bool Same(string key, Dictionary<string, string> was, Dictionary<string, string> now) =>
        string.Equals(was.GetValueOrDefault(key, ""), now.GetValueOrDefault(key, ""), StringComparison.Ordinal);

    private static string Value(string kind, string key, string? was, string? now) => key switch
    {
        "acl" => PrivilegeDifference.Between(was, now),
        "rls" => RowSecurity(was, now),
        "enabled" => Arrow(key, Firing(was), Firing(now)),
        "command" when kind is "policy" => Arrow(key, was, now),
        _ when OnlyChanged.Contains(key) => key.Length == 0 ? "definition changed" : $"{key} changed",
        _ => Arrow(key, was, now),
    };

    private static string RowSecurity(string? was, string? now)
    {
        var (before, after) = (Flags(was), Flags(now));
        var changes = new List<string>();
        if (before.On != after.On) changes.Add($"row level security: {Word(before.On, "enabled", "disabled")} → {Word(after.On, "enabled", "disabled")}");
        if (before.Forced != after.Forced)
            changes.Add($"row level security of the owner: {Word(before.Forced, "forced", "not forced")} → {Word(after.Forced, "forced", "not forced")}");
        return string.Join("; ", changes);
    }

    private static string? Firing(string? code) => code switch { "O" => "enabled", "D" => "disabled", "R" => "on replicas", "A" => "always", _ => code };

    private static (bool On, bool Forced) Flags(string? rls) =>
        (rls?.StartsWith('t') == true, rls?.EndsWith("/true", StringComparison.Ordinal) == true || rls?.EndsWith("/t", StringComparison.Ordinal) == true);

    private static string Word(bool value, string yes, string no) => value ? yes : no;

    // Between its head and its body pg_get_functiondef prints one line with the attributes; the body is never shown.
    private static IEnumerable<string> Routine(string before, string after)
    {
        var (was, now) = (Definition.Parts(before), Definition.Parts(after));
        foreach (var key in (string[])["owner", "acl"])
        {
            if (!Same(key, was, now)) yield return Value("function", key, was.GetValueOrDefault(key), now.GetValueOrDefault(key));
        }

        var (head, body) = (Split(before), Split(after));
        var lost = head.Attributes.Except(body.Attributes, StringComparer.Ordinal).ToList();
        var gained = body.Attributes.Except(head.Attributes, StringComparer.Ordinal).ToList();
        if (lost.Count + gained.Count > 0) yield return Arrow("", string.Join(", ", lost), string.Join(", ", gained)).Trim();
        if (!string.Equals(head.Body, body.Body, StringComparison.Ordinal)) yield return "body changed";
    }

    private static (IReadOnlyList<string> Attributes, string Body) Split(string definition)
    {
        var start = Math.Max(0, definition.IndexOf("CREATE OR REPLACE", StringComparison.Ordinal));
        var code = definition[start..];
        var body = BodyStart().Match(code);
        var head = body.Success ? code[..body.Index] : code.Split('\n')[0];
        return ([.. head.Split('\n').Skip(1).Select(l => l.Trim()).Where(l => l.Length > 0)], body.Success ? code[body.Index..] : code[head.Length..]);
    }

    private static string Arrow(string key, string? was, string? now)
    {
        var name = key.Length == 0 ? "" : $"{key}: ";
        return $"{name}{Shown(was)} → {Shown(now)}";
    }

    private static string Shown(string? value) => string.IsNullOrEmpty(value) ? "none" : Cap(value, LongestValue);

    private static string Cap(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= length ? line : $"{line.AsSpan(0, length - 1).TrimEnd()}…";
    }

    [GeneratedRegex(@"^(AS |BEGIN ATOMIC| *RETURN )", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BodyStart();
}
