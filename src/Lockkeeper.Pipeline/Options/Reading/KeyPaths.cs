using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>The paths of all keys, and the variables that may give them a value.</summary>
internal static class KeyPaths
{
    /// <summary>Every key with its path, sections included.</summary>
    public static IEnumerable<(string Path, KeyRule Rule)> All { get; } = Below(ConfigurationKeys.Root, "").ToArray();

    /// <summary>The common keys that a LOCKKEEPER_ variable may give, with its name.</summary>
    public static IEnumerable<(string Variable, string Path, KeyRule Rule)> WithVariable { get; } = All
        .Where(k => k.Rule.Kind is not (KeyKind.Section or KeyKind.Environments or KeyKind.Values)
            && !k.Path.StartsWith("environments.", StringComparison.Ordinal))
        .Select(k => (VariableOf(k.Path), k.Path, k.Rule))
        .ToArray();

    /// <summary>The path of a key that is known somewhere, or null.</summary>
    public static string? EndingWith(string name) =>
        All.Select(k => k.Path).FirstOrDefault(p => p.EndsWith($".{name}", StringComparison.Ordinal));

    /// <summary><c>monitor.failureLimit</c> becomes <c>LOCKKEEPER_MONITOR_FAILURE_LIMIT</c>.</summary>
    public static string VariableOf(string path)
    {
        var name = new System.Text.StringBuilder("LOCKKEEPER_");
        foreach (var c in path)
        {
            if (char.IsAsciiLetterUpper(c))
                name.Append('_');
            name.Append(c is '.' or '-' ? '_' : char.ToUpperInvariant(c));
        }

        return name.ToString();
    }

    private static IEnumerable<(string Path, KeyRule Rule)> Below(KeyRule rule, string prefix)
    {
        foreach (var child in rule.Children)
        {
            var path = prefix.Length == 0 ? child.Name : $"{prefix}.{child.Name}";
            yield return (path, child);
            foreach (var deeper in Below(child, path))
                yield return deeper;
        }
    }
}
