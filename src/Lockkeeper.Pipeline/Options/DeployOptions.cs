using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options.Reading;
using Npgsql;

namespace Lockkeeper.Pipeline.Options;

/// <summary>
/// Everything a run was told, read once before any effect and never changed: arguments win over environment variables, which win over
/// lockkeeper.yaml. docs/configuration.md lists them all.
/// </summary>
public sealed record DeployOptions
{
    internal DeployOptions(string? connectionString, SecretRedactor secrets)
    {
        ConnectionString = connectionString;
        Secrets = secrets;
    }

    /// <summary>The target of the pipeline that was asked for.</summary>
    public required string Target { get; init; }

    /// <summary>Name of the project, for reports.</summary>
    public required string Project { get; init; }

    /// <summary>Name of the environment to work on.</summary>
    public required string Environment { get; init; }

    /// <summary>Whether the environment is the throwaway one.</summary>
    public bool IsLocal => string.Equals(Environment, EnvironmentInUse.LocalName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a mistake here would hurt: staging and production, unless they say otherwise.</summary>
    public required bool Protected { get; init; }

    /// <summary>The database, a fresh copy each time; null: a throwaway server on this machine, or a target that contacts none.</summary>
    public NpgsqlConnectionStringBuilder? Database =>
        ConnectionString is null ? null : new NpgsqlConnectionStringBuilder(ConnectionString);

    /// <summary>
    /// The options of the environment that a copy is made of, which is then the target; null where the target is the environment itself.
    /// </summary>
    public DeployOptions? CopyOf { get; private init; }

    /// <summary>
    /// The options of the environment that Drift compares with; null where it compares with what the applied migrations imply. Their secrets
    /// are hidden by these options' <see cref="Secrets"/>, too.
    /// </summary>
    public DeployOptions? Against { get; init; }

    /// <summary>The Supabase project beside the database.</summary>
    public required SupabaseOptions Supabase { get; init; }

    /// <summary>The product's own services.</summary>
    public required ApiOptions Api { get; init; }

    /// <summary>When a deployment may begin; null: at any time.</summary>
    public WindowOptions? Window { get; init; }

    /// <summary>Environments that must have taken the same migrations, and how long ago at most.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> Requires { get; init; }

    /// <summary>What the server has to be.</summary>
    public required IdentityOptions Identity { get; init; }

    /// <summary>What must stay as it is.</summary>
    public required ContractOptions Contract { get; init; }

    /// <summary>How long a migration may wait and run.</summary>
    public required LockOptions Locks { get; init; }

    /// <summary>How the target is watched afterwards.</summary>
    public required MonitorOptions Monitor { get; init; }

    /// <summary>What the smoke tests are told.</summary>
    public required SmokeTestOptions SmokeTests { get; init; }

    /// <summary>How backups are made.</summary>
    public required BackupOptions Backup { get; init; }

    /// <summary>The throwaway server.</summary>
    public required LocalOptions Local { get; init; }

    /// <summary>The project's folder, absolute.</summary>
    public required string Root { get; init; }

    /// <summary>The lockkeeper.yaml that was read, absolute; null when there is none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Absolute; not looked at yet.</summary>
    public required string MigrationsFolder { get; init; }

    /// <summary>Where ledgers and reports go, absolute.</summary>
    public required string ArtifactsFolder { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public bool Interactive { get; init; }

    /// <summary><c>--yes</c>: ask nothing.</summary>
    public bool Yes { get; init; }

    /// <summary><c>--json</c>: the report and nothing else on stdout.</summary>
    public bool Json { get; init; }

    /// <summary>What applies the migrations.</summary>
    public Engine Engine { get; init; }

    /// <summary>The deployment to roll back or report on; null: the environment's last one.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>Hazards that a person takes responsibility for.</summary>
    public required IReadOnlyList<AcceptedHazard> AcceptedHazards { get; init; }

    /// <summary>The reason to deploy while the window is closed; null when none was given.</summary>
    public string? OutsideWindow { get; init; }

    /// <summary>Whether pending migrations older than applied ones are applied.</summary>
    public bool IncludeOutOfOrder { get; init; }

    /// <summary>How much of a backup is restored to prove it.</summary>
    public RehearsalMode Rehearsal { get; init; }

    /// <summary>What answers for the HTTP services where the target is a throwaway database.</summary>
    public ServiceStack Services { get; init; }

    /// <summary>The folder of the backup that VerifyBackup proves, absolute; null: that of the deployment.</summary>
    public string? BackupFolder { get; init; }

    /// <summary>The name of the file that NewMigration makes; null when none was given.</summary>
    public string? NewName { get; init; }

    /// <summary>What Repair is to correct.</summary>
    public required RepairOptions Repair { get; init; }

    /// <summary>Hides every secret among these options in a text.</summary>
    public SecretRedactor Secrets { get; }

    private string? ConnectionString { get; init; }

    /// <summary>For a restored copy of the environment: nothing of these options leads to the environment itself.</summary>
    internal DeployOptions ForItsCopy() => this with
    {
        CopyOf = this,
        ConnectionString = null,
        // What is kept elsewhere are backups of the environment, and not of a copy that nobody will ever restore.
        Backup = Backup with { Directory = null },
        Supabase = new SupabaseOptions(Url: null, PublishableKey: null, SecretKey: null, ProjectRef: null, AccessToken: null),
        Api = new ApiOptions([], Upload: null, Worker: null),
        Identity = new IdentityOptions(SystemIdentifier: null),
        Window = null,
        Requires = new Dictionary<string, TimeSpan>(StringComparer.Ordinal),
    };

    /// <summary>Reads the options; touches nothing but the configuration file.</summary>
    /// <exception cref="DeployFailure">Everything that is wrong with them, together, with exit code 2.</exception>
    public static DeployOptions Resolve(OptionSources sources) => new OptionAssembly(sources).Run();

    /// <summary>Names what is worked on, without any secret.</summary>
    public override string ToString()
    {
        var database = Database is { } d ? $"{d.Host}:{d.Port}/{d.Database}" : "none";
        return $"{nameof(DeployOptions)} {{ Target = {Target}, Environment = {Environment}, Database = {database} }}";
    }
}
