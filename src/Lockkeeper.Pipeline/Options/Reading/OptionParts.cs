using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Builds the parts of the options out of the table, with the defaults that docs/configuration.md states.</summary>
internal sealed class OptionParts(
    OptionSources sources,
    SettingTable table,
    EnvironmentInUse environment,
    string? configFile,
    List<Problem> problems)
{
    private readonly TypedReader _read = new(table);

    public DeployOptions Build()
    {
        var migrations = _read.FilePath("migrations", InRoot("migrations"));
        var connection = new DatabaseReader(table, environment, sources, problems).Read();
        var supabase = Supabase();
        var backup = Backup();
        return new DeployOptions(connection?.ConnectionString, new SecretRedactor(table.Secrets))
        {
            Target = string.IsNullOrWhiteSpace(sources.Target) ? TargetFacts.DefaultTarget : sources.Target,
            Project = _read.Text("project") ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(sources.RootFolder)),
            Environment = environment.Name,
            Protected = _read.MaybeFlag("environment.protected") ?? environment.ProtectedByDefault,
            Supabase = supabase,
            Api = Api(),
            Window = Window(),
            Requires = Requires(),
            Identity = new IdentityOptions(_read.Text("environment.identity.systemIdentifier")),
            Contract = new ContractOptions(new PreserveOptions(_read.List("contract.preserves.data") ?? ["*"])),
            Locks = Locks(),
            Monitor = Monitor(),
            SmokeTests = new SmokeTestReader(table).Read(),
            Backup = backup,
            Local = Local(migrations),
            Root = sources.RootFolder,
            ConfigFile = configFile,
            MigrationsFolder = migrations,
            ArtifactsFolder = _read.FilePath("--artifacts", InRoot("artifacts")),
            Interactive = sources.Interactive,
            Yes = _read.Flag("--yes"),
            Json = _read.Flag("--json"),
            Engine = _read.Choice("--engine", Engine.Npgsql),
            DeploymentId = _read.Text("--deployment"),
            AcceptedHazards = (_read.List("--accept-hazard") ?? []).Select(h => ValueRules.Hazard(h)!).ToArray(),
            OutsideWindow = _read.Text("--outside-window"),
            IncludeOutOfOrder = _read.Flag("--include-out-of-order"),
            Rehearsal = _read.Choice("--rehearsal", RehearsalMode.Full),
            Services = _read.Choice("--services", ServiceStack.Local),
            BackupFolder = _read.FilePath("--backup"),
            NewName = _read.Text("--name"),
            Repair = new RepairOptions(Versions("--applied"), Versions("--reverted"), _read.Text("--baseline")),
        };
    }

    private string[] Versions(string argument) =>
        [.. (_read.List(argument) ?? []).SelectMany(ValueRules.Versions).Distinct(StringComparer.Ordinal)];

    private SupabaseOptions Supabase() => new SupabaseReader(sources, table, environment, problems).Read();

    private ApiOptions Api() => new(
        (_read.List("environment.api.health") ?? []).Select(a => new Uri(a)).ToArray(),
        _read.Address("environment.api.upload"),
        _read.Address("environment.api.worker"));

    private WindowOptions? Window()
    {
        if (table.Below("environment.window.").Count == 0)
            return null;
        var days = _read.List("environment.window.days")?.Select(d => ValueRules.Day(d)!.Value).Distinct().ToArray();
        var zone = _read.Text("environment.window.timeZone") is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : TimeZoneInfo.Utc;
        var (from, to) = (_read.Time("environment.window.from"), _read.Time("environment.window.to"));
        return new WindowOptions(days ?? Enum.GetValues<DayOfWeek>(), from, to, zone);
    }

    private Dictionary<string, TimeSpan> Requires() => table.Below("environment.requires.")
        .ToDictionary(r => r.Key, r => Durations.Parse(r.Value.Value)!.Value, StringComparer.OrdinalIgnoreCase);

    private LockOptions Locks() => new(
        _read.Duration("locks.lockTimeout", TimeSpan.FromMilliseconds(500)),
        _read.Duration("locks.statementTimeout", TimeSpan.FromMinutes(5)),
        _read.Duration("locks.deadline", TimeSpan.FromMinutes(5)));

    private MonitorOptions Monitor() => new MonitorReader(table, _read, environment, problems).Read();

    private BackupOptions Backup() => new BackupReader(sources, table, _read, problems).Read();

    private LocalOptions Local(string migrations)
    {
        var standard = Path.Combine(migrations, "local", "seed.sql");
        var seed = _read.FilePath("local.seed", standard);
        if (File.Exists(seed))
            return new LocalOptions(_read.Whole("local.pending", 1), seed, _read.Whole("local.scale", 1));
        if (table["local.seed"] is { } given)
            problems.Add(new Problem(given.Where, $"there is no file {given.Value}.", "Correct the path, or leave the key out."));
        return new LocalOptions(_read.Whole("local.pending", 1), SeedFile: null, _read.Whole("local.scale", 1));
    }

    private string InRoot(string name) => Path.Combine(sources.RootFolder, name);
}
