using Lockkeeper.Failures;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Tools;

/// <summary>
/// The client of the image postgres:MAJOR. The programs are real ones; only what runs the container is a stand-in, for no image can be pulled
/// everywhere.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class ContainerClientTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lk-container-client-").FullName;
    private readonly List<ContainerCommand> _run = [];
    private readonly List<string> _removed = [];
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [PostgresFact]
    public async Task Dumps_and_restores_where_no_client_is_installed()
    {
        await using var source = await postgres.CreateDatabaseAsync();
        await using var copy = await postgres.CreateDatabaseAsync();
        await source.ExecuteAsync("create table kept (id bigint primary key); insert into kept select generate_series(1, 100)");
        var tools = await ToolsAsync();
        var folder = Path.Combine(_folder, "it's a dump");

        await PgDump.RunAsync(tools, source.Connection, new PgDumpOptions { Folder = folder, Jobs = 2 }, CancellationToken.None);
        await RoleDump.RunAsync(tools, source.Connection, Path.Combine(folder, "roles.sql"), CancellationToken.None);
        await PgRestore.RunAsync(tools, copy.Connection, new PgRestoreOptions { Folder = folder, Jobs = 2 }, CancellationToken.None);

        (await copy.ScalarAsync<long>("select sum(id)::bigint from kept")).Should().Be(5050);
        tools.InContainer.Should().BeTrue();
        tools.Version.Should().StartWith($"{postgres.Cluster.ServerMajor}");
        _run.Should().OnlyContain(c => c.Image == $"postgres:{postgres.Cluster.ServerMajor}").And.OnlyContain(c => c.Arguments.Count == 2);
        _run.Skip(1).Should().OnlyContain(c => c.Environment["PGPASSWORD"] == postgres.Cluster.Password);
        _run.SelectMany(c => c.Folders).Where(f => f.Contains("lockkeeper-client-", StringComparison.Ordinal)).Should().OnlyContain(f => !Directory.Exists(f));
    }

    [PostgresFact]
    public async Task What_fails_in_it_is_told_as_if_it_had_failed_here()
    {
        await using var source = await postgres.CreateDatabaseAsync();
        var tools = await ToolsAsync();

        var dump = () => PgDump.RunAsync(tools, source.ConnectionFor("nobody", "planted"), new PgDumpOptions { Folder = Path.Combine(_folder, "dump") }, CancellationToken.None);

        var failure = (await dump.Should().ThrowAsync<DeployFailure>()).Which;
        failure.Message.Should().Contain("pg_dump ended with exit code 1").And.Contain("password authentication failed").And.NotContain("planted");
    }

    [PostgresFact]
    public async Task It_is_removed_when_it_does_not_end_in_time()
    {
        await using var source = await postgres.CreateDatabaseAsync();
        await source.ExecuteAsync("create table kept (id int)");
        await using var blocker = await source.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("lock table kept in access exclusive mode", blocker, transaction)) await hold.ExecuteNonQueryAsync();
        var tools = await ToolsAsync();

        var dump = () => PgDump.RunAsync(
            tools, source.Connection, new PgDumpOptions { Folder = Path.Combine(_folder, "dump"), Deadline = TimeSpan.FromSeconds(2) }, CancellationToken.None);

        (await dump.Should().ThrowAsync<DeployFailure>()).Which.Message.Should().Contain("did not end within");
        _removed.Should().Equal(_run[^1].Name);
    }

    [Fact]
    public async Task A_docker_that_does_not_work_is_told_beside_the_client_that_is_missing()
    {
        using var fake = new FakeTools();
        fake.PgDump("15.18");
        var containers = Containers() with { RunAsync = (_, _) => throw new InvalidOperationException("no daemon") };

        var find = () => ClientTools.FindAsync(17, fake.AsPgBin, containers, CancellationToken.None);

        var failure = (await find.Should().ThrowAsync<DeployFailure>()).Which;
        failure.Code.Should().Be(FailureCode.ToolMissing);
        failure.Message.Should().Contain("pg_dump is too old").And.Contain("The container postgres:17 could not be used instead: no daemon");
    }

    private Task<ClientTools> ToolsAsync() =>
        ClientTools.FindAsync(postgres.Cluster.ServerMajor, new ToolSearch(_folder, [], []), Containers(), CancellationToken.None);

    private ContainerRuntime Containers() => new((_, _) => throw new NotSupportedException(), RemoveAsync) { RunAsync = RunAsync };

    private async Task RunAsync(ContainerCommand command, CancellationToken token)
    {
        lock (_run) _run.Add(command);
        var installed = await ClientTools.FindAsync(postgres.Cluster.ServerMajor, CancellationToken.None);
        var environment = ConnectionVariables.None();
        foreach (var (name, value) in command.Environment) environment[name] = value;
        environment["PATH"] = $"{installed.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        try
        {
            await ChildProcess.RunAsync(
                new ChildCommand(command.Arguments[0], [.. command.Arguments.Skip(1)]) { Environment = environment, Deadline = TimeSpan.FromMinutes(1) }, _stop.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException("docker run ended with 137", e);
        }
    }

    private async Task RemoveAsync(string name, CancellationToken token)
    {
        _removed.Add(name);
        await _stop.CancelAsync();
    }
}
