using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Takes options through their layers, strongest first, and collects every problem on the way.</summary>
internal sealed class OptionAssembly
{
    private const string AgainstKey = "--against";

    private readonly OptionSources _sources;
    private readonly List<Problem> _problems = [];
    private readonly SettingTable _table;
    private bool _isAgainst;

    public OptionAssembly(OptionSources sources)
    {
        _sources = sources with
        {
            RootFolder = Path.GetFullPath(sources.RootFolder),
            CurrentFolder = Path.GetFullPath(sources.CurrentFolder),
        };
        _table = new SettingTable(_problems);
    }

    /// <summary>The options.</summary>
    /// <exception cref="DeployFailure">Everything that is wrong with them.</exception>
    public DeployOptions Run()
    {
        new ArgumentLayer(_sources, _table, _problems).Read();
        var variables = new VariableLayer(_sources, _table, _problems);
        variables.ReadCommon();
        var environment = ChooseEnvironment();
        variables.ReadFor(environment);
        var configFile = ReadFile(environment);
        var against = Against(environment);
        var options = new OptionParts(_sources, _table, environment, configFile, _problems).Build() with { Against = against };
        var onCopy = TargetFacts.WorksOnCopy(Target);
        if (onCopy && options.Rehearsal is RehearsalMode.Off)
            _problems.Add(new Problem(_table["--rehearsal"]!.Where, $"says off, but {Target} works on a restored copy.", "Leave it out."));
        RefuseServices(options, onCopy);
        _problems.AddRange(SmokeRequirements.Missing(options, _table));
        if (_problems.Count > 0 && !_isAgainst)
            throw DeployFailure.BadConfiguration([.. _problems.Distinct()]);
        return onCopy ? options.ForItsCopy() : options;
    }

    private void RefuseServices(DeployOptions options, bool onCopy)
    {
        if (_table["--services"] is not { } given)
            return;
        if (options.Database is not null && !onCopy)
            _problems.Add(new Problem(given.Where, $"is for throwaway databases; {options.Environment} is configured, and so are its services.", "Leave it out; environments name their services below supabase and api."));
        else if (onCopy && options.Services is ServiceStack.SupabaseStart)
            _problems.Add(new Problem(given.Where, $"says supabase-start, whose services have a database of their own; {Target} works on a restored copy.", "Leave it out: the local services stand beside the copy."));
    }

    // The same sources once more, as if the other environment had been asked for; mistakes that both see are told once.
    private DeployOptions? Against(EnvironmentInUse environment)
    {
        if (!TargetFacts.ComparesEnvironments(Target) || _table[AgainstKey] is not { } given)
            return null;
        if (environment.Is(given.Value) || string.Equals(given.Value, EnvironmentInUse.LocalName, StringComparison.OrdinalIgnoreCase))
        {
            _problems.Add(environment.Is(given.Value)
                ? new Problem(given.Where, $"names {given.Value}, which is the environment itself.", "Name another one.")
                : new Problem(given.Where, "names local, which is a throwaway server.", "Leave it out to compare with what the applied migrations imply."));
            return null;
        }

        var arguments = new Dictionary<string, IReadOnlyList<string>>(_sources.Arguments, StringComparer.OrdinalIgnoreCase) { ["environment"] = [given.Value] };
        arguments.Remove("against");
        var other = new OptionAssembly(_sources with { Arguments = arguments }) { _isAgainst = true };
        var options = other.Run();
        _problems.AddRange(other._problems);
        _table.Secrets.UnionWith(other._table.Secrets);
        return options;
    }

    private string Target => string.IsNullOrWhiteSpace(_sources.Target) ? TargetFacts.DefaultTarget : _sources.Target;

    private EnvironmentInUse ChooseEnvironment()
    {
        var given = _table["--environment"];
        var made = TargetFacts.EnvironmentOf(Target);
        // A variable is a standing wish and gives way to the target; an argument typed beside it is a contradiction.
        if (made is not null && given is { Where: "--environment" } && !given.Value.Equals(made, StringComparison.OrdinalIgnoreCase))
            _problems.Add(new Problem(
                given.Where,
                $"says {given.Value}, but the target {Target} works on {made}.",
                "Leave one of the two out."));
        return new EnvironmentInUse(EnvironmentInUse.Spelled(made ?? given?.Value ?? EnvironmentInUse.LocalName), TargetFacts.IsOffline(Target));
    }

    private string? ReadFile(EnvironmentInUse environment)
    {
        var given = _table["--config"];
        var path = given is null ? Path.Combine(_sources.RootFolder, "lockkeeper.yaml") : Path.GetFullPath(given.Value, given.Folder);
        if (!File.Exists(path))
        {
            if (given is not null)
                _problems.Add(new Problem(
                    given.Where,
                    $"there is no file {given.Value}.",
                    "Correct the path, or leave it out to use lockkeeper.yaml."));
            else
                MustBeKnown(environment, []);
            return null;
        }

        var shown = Shown(path);
        if (Content(path, shown) is { } text && YamlTree.Parse(shown, text, _problems) is { } root)
        {
            var substitution = new Substitution(_sources.Variables, _problems);
            new FileLayer(shown, Path.GetDirectoryName(path)!, substitution, _table, environment, _problems).Read(root);
            MustBeKnown(environment, (root as ConfigMap)?["environments"] is ConfigMap map ? map.Entries.Select(e => e.Key) : []);
        }

        return path;
    }

    private string? Content(string path, string shown)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add(new Problem(shown, "cannot be read.", $"Look at its permissions ({e.GetType().Name})."));
            return null;
        }
    }

    private string Shown(string path)
    {
        var relative = Path.GetRelativePath(_sources.CurrentFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private void MustBeKnown(EnvironmentInUse environment, IEnumerable<string> configured)
    {
        var known = configured.Union(EnvironmentInUse.AlwaysThere, StringComparer.OrdinalIgnoreCase).ToArray();
        foreach (var (name, setting) in _table.Below("environment.requires."))
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                _problems.Add(new Problem(
                    setting.Where,
                    $"there is no environment {name}.",
                    Nearest.Hint(name, known, "", $"Known are {string.Join(", ", known)}.")));
        }

        if (known.Any(environment.Is))
            return;
        var where = _isAgainst ? AgainstKey : _table["--environment"]?.Where ?? "--environment";
        var fix = $"Add it to lockkeeper.yaml below environments; known are {string.Join(", ", known)}.";
        _problems.Add(new Problem(where, $"there is no environment {environment.Name}.", Nearest.Hint(environment.Name, known, "", fix)));
    }
}
