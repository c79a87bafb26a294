using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Tests.Options;
using Lockkeeper.Pipeline.VerifyEnv;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

/// <summary>A project with migrations, and a database of a real server as its production.</summary>
internal sealed class DeployScene : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly List<string> _told = [];

    public DeployScene(TestDatabase database)
    {
        _database = database;
        var c = database.Connection;
        Options.Variable("PRODUCTION_DATABASE_URL", $"postgresql://{c.Username}:{c.Password}@{c.Host}:{c.Port}/{c.Database}?sslmode=disable&gssencmode=disable");
        Directory.CreateDirectory(Path.Combine(Options.Root, "migrations"));
        // Most tests are about something else than the proof of the backup, which takes a server of its own.
        Options.Argument("rehearsal", "off");
        Options.Variable("LOCKKEEPER_MONITOR_BASELINE", "100ms");
    }

    public OptionsScene Options { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<string, string, bool>? Confirm { get; set; }

    public IReadOnlyList<string> Told => _told;

    /// <summary>Called for each line of progress, before the run goes on.</summary>
    public Action<string>? OnTold { get; set; }

    public string Artifacts => Path.Combine(Options.Root, "artifacts");

    public static async Task<DeployScene> CreateAsync(PostgresFixture server, string sql = "", TimeProvider? time = null)
    {
        var scene = new DeployScene(await server.CreateDatabaseAsync()) { Time = time ?? TimeProvider.System };
        if (sql.Length > 0) await scene.RunAsync(sql);
        return scene;
    }

    public DeployScene File(string name, string sql)
    {
        System.IO.File.WriteAllText(Path.Combine(Options.Root, "migrations", name), sql);
        return this;
    }

    /// <summary>Settings of the production environment.</summary>
    public DeployScene Production(string yaml, string rest = "")
    {
        Options.Yaml($"environments:\n  production: {{ {yaml} }}\n{rest}");
        return this;
    }

    public Task RunAsync(string sql) => _database.ExecuteAsync(sql);

    public Task<T> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    public Deployment Deployment(string target = "DeployProduction") => new(Options.Resolve(target), Services());

    /// <summary>Runs phases one after the other until one fails.</summary>
    public async Task<(DeployFailure? Failure, Reports.DeploymentReport Report)> DeployAsync(string target = "DeployProduction", Phase last = Phase.Migrate)
    {
        await using var deployment = Deployment(target);
        try
        {
            foreach (var phase in Enum.GetValues<Phase>().Where(p => p <= last)) await deployment.RunAsync(phase, CancellationToken.None);
        }
        catch (DeployFailure)
        {
            // It is in Failure.
        }

        return (deployment.Failure, deployment.Close()!);
    }

    public async Task<EnvEvidence> VerifyAsync(string target = "DeployProduction", TargetIdentity? identity = null)
    {
        var options = Options.Resolve(target);
        await using var database = TargetDatabase.For(options.Database!, "lockkeeper verify");
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        identity ??= await ServerIntroduction.AskAsync(connection, CancellationToken.None);
        return await new VerifyEnvPhase(options, Services(), _ => { }).RunAsync(database, identity, await FolderAsync(), backup: null, copy: null, CancellationToken.None);
    }

    /// <summary>The problems that the gates find, with their code first.</summary>
    public async Task<DeployFailure> RefusedAsync(string target = "DeployProduction", TargetIdentity? identity = null)
    {
        var failure = (await FluentActions.Awaiting(() => VerifyAsync(target, identity)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.State.Should().Be(FailureState.NothingChanged);
        return failure;
    }

    public Task<MigrationFolder> FolderAsync() => MigrationFiles.ReadAsync(Path.Combine(Options.Root, "migrations"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Options.Dispose();
        await _database.DisposeAsync();
    }

    public PipelineServices Services() => new(Time, new Telling(_told, OnTold), () => ExitCode.Interrupted, Confirm, Containers: null);

    private sealed class Telling(List<string> told, Action<string>? onTold) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (told) told.Add(value);
            onTold?.Invoke(value);
        }
    }
}
