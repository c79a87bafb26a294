using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>A key and where it stands in the file.</summary>
/// <param name="Path">Sections included.</param>
/// <param name="Rule">What its value has to look like.</param>
internal sealed record KeyPath(string Path, KeyRule Rule)
{
    /// <summary>The LOCKKEEPER_ variable that may give it; null for a key of one environment, and for one that holds others.</summary>
    public string? Variable { get; } =
        Rule.Kind is KeyKind.Section or KeyKind.Environments or KeyKind.Values || Path.StartsWith("environments.", StringComparison.Ordinal)
            ? null
            : KeyPaths.VariableOf(Path);
}

/// <summary>The paths of all keys, and the variables that may give them a value.</summary>
internal static class KeyPaths
{
    /// <summary>Every key with its path.</summary>
    public static IReadOnlyList<KeyPath> All { get; } = Below(ConfigurationKeys.Root, "", []);

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

    private static List<KeyPath> Below(KeyRule rule, string prefix, List<KeyPath> found)
    {
        foreach (var child in rule.Children)
        {
            var path = prefix.Length == 0 ? child.Name : $"{prefix}.{child.Name}";
            found.Add(new KeyPath(path, child));
            Below(child, path, found);
        }

        return found;
    }
}
