using Lockkeeper.Drift;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Drift;
using Lockkeeper.Pipeline.Tests.Options;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Drift;

/// <summary>A Supabase project built from a folder by the deploying role, and what may have been done to it since.</summary>
internal sealed class DriftScene : IAsyncDisposable
{
    private readonly List<TestDatabase> _databases = [];

    public OptionsScene Options { get; } = new();

    /// <summary>The live target.</summary>
    public TestDatabase Production => _databases[0];

    private string Folder => Path.Combine(Options.Root, "migrations");

    private string Role { get; init; } = SupabaseBaseline.DeployRole;

    /// <summary>A project with an empty history, and the files of its folder.</summary>
    public static async Task<DriftScene> CreateAsync(PostgresFixture server, params (string Name, string Sql)[] files)
    {
        var scene = new DriftScene();
        await scene.WriteAsync(files);
        await scene.EnvironmentAsync(server, "production");
        return scene;
    }

    /// <summary>A database of a server that knows nothing of Supabase, deployed to by a superuser of another name.</summary>
    public static async Task<DriftScene> CreatePlainAsync(PostgresFixture server, string role, params (string Name, string Sql)[] files)
    {
        var scene = new DriftScene { Role = role };
        await scene.WriteAsync(files);
        await scene.PlainAsync(server, "production", role);
        return scene;
    }

    /// <summary>One more such database, as an environment of this name.</summary>
    public async Task<TestDatabase> PlainAsync(PostgresFixture server, string name, string role)
    {
        var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"create role {role} superuser login; {SupabaseBaseline.PasswordSql(role, PasswordOf(database))}");
        Add(database, name, role);
        return database;
    }

    /// <summary>One more project, as an environment of this name.</summary>
    public async Task<TestDatabase> EnvironmentAsync(PostgresFixture server, string name)
    {
        var database = await server.CreateDatabaseAsync("drift_template", PrepareAsync);
        // A copy belongs to whoever copied it.
        await database.ExecuteAsync($"alter database \"{database.Name}\" owner to {SupabaseBaseline.DeployRole}");
        Add(database, name, Role);
        return database;
    }

    /// <summary>Applies the oldest files to a project, as a deployment would.</summary>
    public async Task ApplyAsync(TestDatabase database, int count = int.MaxValue, string? role = null)
    {
        var folder = await MigrationFiles.ReadAsync(Folder, CancellationToken.None);
        await using var target = TargetDatabase.For(database.ConnectionFor(role ?? Role, PasswordOf(database)), "drift test");
        await using var applier = new Applier(
            target, new ApplyLimits(TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(1)), TimeProvider.System, _ => { }, new Progress<string>());
        foreach (var migration in folder.Migrations.Take(count)) await applier.ApplyAsync(migration, CancellationToken.None);
    }

    public void Delete(string name) => File.Delete(Path.Combine(Folder, name));

    public Task<DriftReport> RunAsync() => new DriftRun(
        Options.Resolve("Drift"), new PipelineServices(TimeProvider.System, new Progress<string>(), () => ExitCode.Interrupted, Confirm: null, Containers: null))
        .RunAsync(CancellationToken.None);

    public async Task<DeployFailure> FailureAsync() => (await FluentActions.Awaiting(RunAsync).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    public async ValueTask DisposeAsync()
    {
        Options.Dispose();
        foreach (var database in _databases) await database.DisposeAsync();
    }

    /// <summary>Every finding in one line.</summary>
    public static IEnumerable<string> Said(DriftReport report) => report.Findings.Missing.Select(o => $"missing {o}")
        .Concat(report.Findings.Extra.Select(o => $"extra {o}"))
        .Concat(report.Findings.Different.SelectMany(d => d.Differences.Select(difference => $"{d.Object}: {difference}")));

    private async Task WriteAsync((string Name, string Sql)[] files)
    {
        Directory.CreateDirectory(Folder);
        foreach (var (name, sql) in files) await File.WriteAllTextAsync(Path.Combine(Folder, name), sql);
        Options.Argument("environment", "production");
    }

    private void Add(TestDatabase database, string name, string role)
    {
        _databases.Add(database);
        Options.Variable(
            $"{name.ToUpperInvariant()}_DATABASE_URL",
            $"postgresql://{role}:{PasswordOf(database)}@127.0.0.1:{database.Connection.Port}/{database.Name}?sslmode=disable&gssencmode=disable");
    }

    private static async Task PrepareAsync(TestDatabase database)
    {
        await using (var connection = await database.OpenAsync())
            await SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);
        await database.ExecuteAsync(SupabaseBaseline.PasswordSql(SupabaseBaseline.DeployRole, PasswordOf(database)));
    }

    // Roles belong to the server, which other scenes share: all of them give the deploying role one password.
    private static string PasswordOf(TestDatabase database) => database.Connection.Password!;
}
