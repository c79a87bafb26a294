using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Puts the command line into the table, under <c>--name</c> and under the key that it wins over.</summary>
internal sealed class ArgumentLayer(OptionSources sources, SettingTable table, List<Problem> problems)
{
    public void Read()
    {
        foreach (var (name, given) in sources.Arguments)
        {
            if (ArgumentKeys.Find(name) is { } rule)
                Take(rule, given);
            else if (!IsOfCake(name))
                problems.Add(Unknown(name));
        }
    }

    private void Take(KeyRule rule, IReadOnlyList<string> given)
    {
        var where = $"--{rule.Name}";
        // A bare flag has no value; Cake hands over an empty one.
        var values = given.Select(v => rule.Kind == KeyKind.Flag && string.IsNullOrWhiteSpace(v) ? "true" : v ?? "").ToArray();
        if (values.Length == 0 && rule.Kind == KeyKind.Flag)
            values = ["true"];
        if (values.Length == 0 || Array.Exists(values, string.IsNullOrWhiteSpace))
            problems.Add(new Problem(where, "has no value.", $"Write --{rule.Name}=…; {rule.Meaning}"));
        else if (!rule.IsList && values.Distinct(StringComparer.Ordinal).Count() > 1)
            problems.Add(new Problem(where, $"is given {values.Length} times with different values.", "Give it once."));
        else
            table.Add(rule, rule.WinsOver ?? where, new Setting(values, where, sources.CurrentFolder));
    }

    private static bool IsOfCake(string name) =>
        ArgumentKeys.OfCake.Contains(name, StringComparer.OrdinalIgnoreCase)
        || ArgumentKeys.PrefixesOfCake.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private static Problem Unknown(string name)
    {
        var known = ArgumentKeys.All.Select(a => a.Name).Concat(ArgumentKeys.OfCake.Where(n => n.Length > 2));
        return new Problem(
            $"--{name}",
            "is not a known argument.",
            Nearest.Hint(name, known, "--", "docs/configuration.md lists them all."));
    }
}
