using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options.Keys;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>A valid value and where it came from.</summary>
/// <param name="Values">One, or several for lists.</param>
/// <param name="Where">Flag, variable, or file, line and key.</param>
/// <param name="Folder">What a relative path in it begins at.</param>
/// <param name="IsFromFile">Whether lockkeeper.yaml said it, and not an argument or variable.</param>
internal sealed record Setting(IReadOnlyList<string> Values, string Where, string Folder, bool IsFromFile = false)
{
    public string Value => Values[0];
}

/// <summary>All values by key path. Layers are put in from the strongest to the weakest: what is there stays.</summary>
internal sealed class SettingTable(List<Problem> problems)
{
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Values of keys that are secret.</summary>
    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);

    public Setting? this[string path] => _settings.GetValueOrDefault(path);

    /// <summary>What the environment says of a key, else the common section; an argument or variable for the common key is stronger than what the file says of the environment.</summary>
    public Setting? Of(string section, string name) => (this[$"{section}.{name}"], this[$"environment.{section}.{name}"]) switch
    {
        ({ IsFromFile: false } stronger, _) => stronger,
        (var common, var own) => own ?? common,
    };

    /// <summary>Whether a stronger layer gave the key a value, be it a bad one.</summary>
    public bool Has(string path) => _settings.ContainsKey(path) || _refused.Contains(path);

    /// <summary>Notes that a key was given and is not usable, so that nothing weaker takes its place.</summary>
    public void Refuse(string path) => _refused.Add(path);

    /// <summary>Whether a key below this prefix was given and is not usable.</summary>
    public bool AnyRefused(string prefix) => _refused.Any(p => p.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Puts a value in if it is valid; adds what is wrong with it to the problems otherwise.</summary>
    /// <param name="rule">What it has to look like.</param>
    /// <param name="path">The key's path.</param>
    /// <param name="setting">The values.</param>
    /// <param name="shown">How the values may be shown in a message: as written, variables not filled in.</param>
    public void Add(KeyRule rule, string path, Setting setting, IReadOnlyList<string>? shown = null)
    {
        // Line breaks at the end come from files; what is sent later has none.
        if (rule.IsSecret)
            Secrets.UnionWith(setting.Values.Concat(setting.Values.Select(v => v.Trim())));
        if (Has(path))
            return;
        var bad = false;
        for (var i = 0; i < setting.Values.Count; i++)
        {
            if (ValueRules.Mistake(rule, setting.Values[i]) is not { } mistake)
                continue;
            bad = true;
            var quoted = rule.IsSecret ? "the value" : $"\"{(shown ?? setting.Values)[i]}\"";
            problems.Add(new Problem(setting.Where, $"{quoted} {mistake.What}", mistake.Fix));
        }

        if (bad)
            _refused.Add(path);
        else
            _settings[path] = setting;
    }

    /// <summary>The settings whose path begins so, by what follows.</summary>
    public Dictionary<string, Setting> Below(string prefix)
    {
        var found = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (var (path, setting) in _settings)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal))
                found.Add(path[prefix.Length..], setting);
        }

        return found;
    }
}
