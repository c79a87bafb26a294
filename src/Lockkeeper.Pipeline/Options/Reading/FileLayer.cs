using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>
/// Puts lockkeeper.yaml into the table: the common sections and the environment in use. Other environments are checked for their shape,
/// their variables are not asked for.
/// </summary>
internal sealed class FileLayer(
    string file,
    string folder,
    Substitution substitution,
    SettingTable table,
    EnvironmentInUse environment,
    List<Problem> problems)
{
    /// <summary>Takes the values that nothing reads, so that they are checked all the same.</summary>
    private readonly SettingTable _unused = new(problems);

    public void Read(ConfigNode root) => Walk(root, ConfigurationKeys.Root, "", "");

    /// <param name="node">What stands in the file.</param>
    /// <param name="rule">What should stand there.</param>
    /// <param name="shown">The path as a reader of the file sees it.</param>
    /// <param name="path">The path in the table; null: only look at the shape.</param>
    private void Walk(ConfigNode node, KeyRule rule, string shown, string? path)
    {
        if (path is not null && table.Has(path))
            path = null;
        switch (rule.Kind)
        {
            case KeyKind.Section when node is ConfigScalar { Text: null }:
            case KeyKind.Environments when node is ConfigScalar { Text: null }:
                break;
            case KeyKind.Section:
            case KeyKind.DatabaseAddress when node is ConfigMap:
                Section(node, rule, shown, path);
                break;
            case KeyKind.Environments:
            case KeyKind.Ages:
            case KeyKind.Values:
                Named(node, rule, shown, path);
                break;
            default:
                Value(node, rule, shown, path);
                break;
        }
    }

    private void Section(ConfigNode node, KeyRule rule, string shown, string? path)
    {
        if (node is not ConfigMap map)
        {
            WrongKind(node, shown, "a group of keys", $"Put its keys below it: {string.Join(", ", rule.Children.Select(c => c.Name))}.");
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (rule.Child(entry.Key) is { } child)
                Walk(entry.Value, child, Join(shown, entry.Key), path is null ? null : Join(path, entry.Key));
            else
                Unknown(entry, rule, shown);
        }
    }

    private void Named(ConfigNode node, KeyRule rule, string shown, string? path)
    {
        if (node is not ConfigMap map)
        {
            WrongKind(
                node,
                shown,
                "a group of keys",
                rule.Kind switch
                {
                    KeyKind.Ages => "Write it as { staging: 7d }.",
                    KeyKind.Values => "Write it as { column: value }.",
                    _ => "Put the environments' names below it.",
                });
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (rule.Kind is KeyKind.Ages or KeyKind.Values)
                Value(entry.Value, rule, Join(shown, entry.Key), path is null ? null : Join(path, entry.Key));
            else if (!ValueRules.IsEnvironmentName(entry.Key))
                problems.Add(new Problem(
                    At(entry.Line, shown),
                    $"\"{entry.Key}\" is not a name for an environment.",
                    "Use letters, digits, - and _."));
            else
                Walk(entry.Value, rule.Children[0], Join(shown, entry.Key), environment.Is(entry.Key) ? EnvironmentInUse.Key : null);
        }
    }

    private void Value(ConfigNode node, KeyRule rule, string shown, string? path)
    {
        var expected = rule.IsList ? "a list" : "a single value";
        IReadOnlyList<ConfigNode> items = rule.IsList && node is ConfigList list ? list.Items : [node];
        if (rule.IsList != node is ConfigList || items.Any(i => i is not ConfigScalar { Text: not null }))
        {
            WrongKind(
                items.FirstOrDefault(i => i is not ConfigScalar { Text: not null }) ?? node,
                shown,
                expected,
                rule.IsList ? "Write it as [one, two]." : "Give it a value, or remove the key.");
            return;
        }

        var written = items.Select(i => ((ConfigScalar)i).Text!).ToArray();
        var where = At(node.Line, shown);
        if (path is not null && environment.Contacts(path))
            Keep(rule, path, where, written);
        else if (!written.Any(Substitution.Needed))
            _unused.Add(rule, shown, new Setting(written, where, folder, IsFromFile: true));
    }

    private void Keep(KeyRule rule, string path, string where, string[] written)
    {
        var values = written.Select(w => Substitution.Needed(w) ? substitution.Apply(w, where, environment.Hint(path)) : w).ToArray();
        if (Array.TrueForAll(values, v => v is not null))
            table.Add(rule, path, new Setting(values!, where, folder, IsFromFile: true), written);
        else
            table.Refuse(path);
    }

    private void Unknown(ConfigEntry entry, KeyRule rule, string shown)
    {
        var names = rule.Children.Select(c => c.Name).ToArray();
        var elsewhere = KeyPaths.EndingWith(entry.Key) is { } path ? $"It belongs at {path}." : $"Known here: {string.Join(", ", names)}.";
        problems.Add(new Problem(
            At(entry.Line, Join(shown, entry.Key)),
            "is not a known key.",
            Nearest.Hint(entry.Key, names, "", elsewhere)));
    }

    private void WrongKind(ConfigNode node, string shown, string expected, string fix) =>
        problems.Add(new Problem(At(node.Line, shown), $"is {node.Noun}, where {expected} is expected.", fix));

    private string At(int line, string shown) => shown.Length == 0 ? $"{file}:{line}" : $"{file}:{line} ({shown})";

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
