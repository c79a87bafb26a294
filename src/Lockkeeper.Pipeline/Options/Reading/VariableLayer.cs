using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Puts environment variables into the table. An empty one counts as unset.</summary>
internal sealed class VariableLayer(OptionSources sources, SettingTable table, List<Problem> problems)
{
    private const string Prefix = "LOCKKEEPER_";

    /// <summary>The suffixes of an environment's own variables and the keys that they win over.</summary>
    public static IReadOnlyList<(string Suffix, string Path)> OfEnvironment { get; } =
    [
        ("DATABASE_URL", "database"),
        ("SUPABASE_URL", "supabase.url"),
        ("PUBLISHABLE_KEY", "supabase.publishableKey"),
        ("SECRET_KEY", "supabase.secretKey"),
        ("PROJECT_ID", "supabase.projectRef"),
        ("POOLER_URL", "supabase.poolerUrl"),
    ];

    /// <summary>The LOCKKEEPER_ variables of arguments and common keys.</summary>
    public void ReadCommon()
    {
        foreach (var name in ArgumentKeys.AlsoVariables)
            Take(KeyPaths.VariableOf(name), ArgumentKeys.Find(name)!, $"--{name}");
        foreach (var key in KeyPaths.All)
        {
            if (key.Variable is { } variable)
                Take(variable, key.Rule, key.Path);
        }

        var known = Known();
        foreach (var name in sources.Variables.Keys.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            // Other programs may have variables of this prefix too, so only what looks like a slip is refused.
            var near = known.Find(k => EditDistance.Between(k, name) is 1 or 2);
            if (near is not null && !known.Contains(name, StringComparer.Ordinal))
                problems.Add(new Problem(name, "is not a known variable.", $"Did you mean {near}?"));
        }
    }

    /// <summary>The variables of the environment in use. The throwaway environment has none: it never leads elsewhere.</summary>
    public void ReadFor(EnvironmentInUse environment)
    {
        if (environment.IsLocal || environment.Offline)
            return;
        foreach (var (suffix, path) in OfEnvironment)
        {
            var rule = KeyPaths.All.First(k => string.Equals(k.Path, $"environments.<environment>.{path}", StringComparison.Ordinal)).Rule;
            Take(environment.Variable(suffix), rule, $"{EnvironmentInUse.Key}.{path}");
        }
    }

    /// <summary>Every LOCKKEEPER_ variable.</summary>
    public static List<string> Known() =>
        [.. ArgumentKeys.AlsoVariables.Select(KeyPaths.VariableOf), .. KeyPaths.All.Select(k => k.Variable).OfType<string>(), BackupReader.IdentityVariable];

    private void Take(string variable, KeyRule rule, string path)
    {
        if (!sources.Variables.TryGetValue(variable, out var text) || string.IsNullOrWhiteSpace(text))
            return;
        string[] values = rule.IsList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
        table.Add(rule, path, new Setting(values, variable, sources.CurrentFolder));
    }
}
