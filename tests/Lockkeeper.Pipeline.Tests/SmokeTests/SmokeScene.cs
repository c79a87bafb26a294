using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.SmokeTests;
using Lockkeeper.Pipeline.Tests.Options;
using Lockkeeper.Supabase;
using Lockkeeper.Supabase.LocalSupabase;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

internal static class ConnectionExtensions
{
    public static string ToUrl(this NpgsqlConnectionStringBuilder c) =>
        $"postgresql://{c.Username}:{c.Password}@{c.Host}:{c.Port}/{c.Database}?sslmode=disable&gssencmode=disable";
}

/// <summary>The product's own project as a production environment: its database after the migrations, and the local services over it.</summary>
internal sealed class SmokeScene : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(Root(AppContext.BaseDirectory), "migrations");

    private readonly TestDatabase _database;
    private readonly string _password;

    private SmokeScene(TestDatabase database, string password)
    {
        (_database, _password) = (database, password);
        Options.Variable("PRODUCTION_DATABASE_URL", _database.ConnectionFor(SupabaseBaseline.DeployRole, _password).ToUrl());
        Options.Argument("rehearsal", "off").Argument("yes", "").Yaml("smokeTests: { deadline: 20s }");
        // What is normal is not what these tests are about.
        Options.Variable("LOCKKEEPER_MONITOR_BASELINE", "100ms");
        Directory.CreateDirectory(Path.Combine(Options.Root, "migrations"));
    }

    public OptionsScene Options { get; } = new();

    /// <summary>Null until they are started.</summary>
    public LocalServices? Services { get; private set; }

    public List<LedgerEvent> Recorded { get; } = [];

    public List<string> Told { get; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Called for each line of progress, before the run goes on.</summary>
    public Action<string>? OnTold { get; set; }

    public NpgsqlConnectionStringBuilder Superuser => _database.Connection;

    /// <summary>With the first migrations: 26 is before the cleanup, 27 after it.</summary>
    public static async Task<SmokeScene> CreateAsync(PostgresFixture server, int migrations = 27, bool services = true)
    {
        var password = server.Cluster.Password;
        var database = await server.CreateDatabaseAsync($"smoke_{migrations}", empty => PrepareAsync(empty, migrations, password));
        await database.ExecuteAsync($"alter database \"{database.Name}\" owner to postgres");
        var scene = new SmokeScene(database, password);
        if (services) await scene.StartServicesAsync();
        return scene;
    }

    /// <summary>Starts the services, over another database if one is given.</summary>
    public async Task StartServicesAsync(NpgsqlConnectionStringBuilder? over = null)
    {
        await StopServicesAsync();
        Services = await LocalServices.StartAsync(over ?? Superuser, new LocalServicesOptions(), TimeProvider.System, CancellationToken.None);
        Options.Variable("PRODUCTION_SUPABASE_URL", Services.Address.AbsoluteUri)
            .Variable("PRODUCTION_PUBLISHABLE_KEY", Services.PublishableKey)
            .Variable("PRODUCTION_SECRET_KEY", Services.SecretKey);
    }

    /// <summary>From now on the services are addressed through this door.</summary>
    public SmokeScene Through(FrontDoor door)
    {
        Options.Variable("PRODUCTION_SUPABASE_URL", door.Address.AbsoluteUri);
        return this;
    }

    /// <summary>Nobody has the secret key any more.</summary>
    public SmokeScene WithoutSecretKey()
    {
        Options.Variable("PRODUCTION_SECRET_KEY", "");
        return this;
    }

    /// <summary>Ends all connections to the database and lets nobody in again.</summary>
    public async Task CloseDatabaseAsync(PostgresFixture server)
    {
        await using var connection = new NpgsqlConnection(server.Cluster.ConnectionFor("postgres").ConnectionString);
        await connection.OpenAsync();
        await RunAsync(connection, $"alter database \"{_database.Name}\" with allow_connections false");
        await RunAsync(connection, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_database.Name}'");
    }

    public async Task StopServicesAsync()
    {
        if (Services is not null) await Services.DisposeAsync();
        Services = null;
    }

    /// <summary>Keys of the file, beside a deadline that suits tests.</summary>
    public SmokeScene Yaml(string text)
    {
        Options.Yaml(text);
        return this;
    }

    public SmokeScene File(string name, string sql)
    {
        System.IO.File.WriteAllText(Path.Combine(Options.Root, "migrations", name), sql);
        return this;
    }

    public Task SqlAsync(string sql) => _database.ExecuteAsync(sql);

    public Task<T> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    /// <summary>Runs the six as if nothing had been pending.</summary>
    public async Task<(IReadOnlyList<SmokeTestResult> Results, DeployFailure? Failure)> RunAsync(CancellationToken token = default)
    {
        var options = Options.Resolve("DeployProduction");
        Recorded.Clear();
        await using var target = await Target.OpenAsync(
            options, await MigrationFiles.ReadAsync(Folder, CancellationToken.None), "lockkeeper smoke", PipelineServices(), CancellationToken.None);
        DeployFailure? failure = null;
        try
        {
            var identity = new TargetIdentity("localhost", 5432, "postgres", "postgres", "17", 17, null);
            await new SmokeTestsPhase(options, PipelineServices(), Recorded.Add).RunAsync(target, identity, "20261122T101500Z-production-1a2b3c", migrated: false, token);
        }
        catch (DeployFailure e)
        {
            failure = e;
        }

        return ([.. Recorded.OfType<SmokeTestEnded>().Select(e => e.Test)], failure);
    }

    /// <summary>Everything that was told of the tests.</summary>
    public string All(IEnumerable<SmokeTestResult> results) =>
        string.Join('\n', results.SelectMany(r => r.Evidence.Prepend($"{r.Name}: {r.Status}: {r.Note}")).Concat(Told));

    /// <summary>Deploys what is pending, to the end of the smoke tests.</summary>
    public async Task<(DeployFailure? Failure, Reports.DeploymentReport Report)> DeployAsync(string target = "DeployProduction")
    {
        await using var deployment = new Deployment(Options.Resolve(target), PipelineServices());
        try
        {
            foreach (var phase in Enum.GetValues<Phase>().Where(p => p <= Phase.SmokeTests)) await deployment.RunAsync(phase, CancellationToken.None);
        }
        catch (DeployFailure)
        {
            // It is in Failure.
        }

        return (deployment.Failure, deployment.Close()!);
    }

    public async ValueTask DisposeAsync()
    {
        await StopServicesAsync();
        Options.Dispose();
        await _database.DisposeAsync();
    }

    private PipelineServices PipelineServices() => new(Time, new Telling(this), () => ExitCode.Interrupted, Confirm: null, Containers: null);

    private static async Task PrepareAsync(TestDatabase empty, int migrations, string password)
    {
        await using (var superuser = await empty.OpenAsync())
        {
            await SupabaseBaseline.ApplyAsync(superuser, CancellationToken.None);
            await RunAsync(superuser, SupabaseBaseline.PasswordSql(SupabaseBaseline.DeployRole, password));
            await RunAsync(superuser, $"alter database \"{empty.Name}\" owner to postgres");
        }

        await using var deployer = new NpgsqlConnection(empty.ConnectionFor(SupabaseBaseline.DeployRole, password).ConnectionString);
        await deployer.OpenAsync();
        foreach (var file in Directory.GetFiles(Folder, "*.sql").Order(StringComparer.Ordinal).Take(migrations))
            await RunAsync(deployer, await System.IO.File.ReadAllTextAsync(file));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Root(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "Lockkeeper.slnx"))
            ? folder
            : Root(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from within the repository."));

    private sealed class Telling(SmokeScene scene) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (scene.Told) scene.Told.Add(value);
            scene.OnTold?.Invoke(value);
        }
    }
}
