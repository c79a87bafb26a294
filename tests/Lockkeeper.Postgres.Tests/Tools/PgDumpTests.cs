using System.Text;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Tools;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class PgDumpTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lk-dump-tests-").FullName;

    private string Dump => Path.Combine(_folder, "dump");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PostgresFact]
    public async Task Dumps_a_database_that_can_be_restored()
    {
        await using var source = await SourceAsync();
        await using var copy = await postgres.CreateDatabaseAsync();

        var result = await DumpAsync(source);
        await ChildProcess.RunAsync(
            new ChildCommand((await ToolsAsync()).PgRestore, ["--exit-on-error", "--no-password", $"--dbname={copy.Name}", result.Folder])
            {
                Environment = ConnectionVariables.For(copy.Connection),
                Deadline = TimeSpan.FromMinutes(1),
            },
            CancellationToken.None);

        (await copy.ScalarAsync<long>("select sum(id)::bigint from kept")).Should().Be(5050);
    }

    [PostgresFact]
    public async Task Dumps_the_state_of_an_exported_snapshot()
    {
        await using var source = await SourceAsync();
        await using var holder = await source.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var export = new NpgsqlCommand("select pg_export_snapshot()", holder, transaction);
        var snapshot = (string)(await export.ExecuteScalarAsync())!;
        await source.ExecuteAsync("insert into kept values (1000000)");

        var result = await DumpAsync(source, snapshot);

        var text = await ChildProcess.RunAsync(
            new ChildCommand((await ToolsAsync()).PgRestore, ["--file=-", "--data-only", result.Folder]) { Deadline = TimeSpan.FromMinutes(1) },
            CancellationToken.None);
        text.StandardOutput.Should().Contain("\n100\n").And.NotContain("1000000");
    }

    [PostgresFact]
    public async Task Fails_when_the_server_refuses_the_password()
    {
        await using var source = await SourceAsync();
        var target = source.ConnectionFor("supabase_admin", "planted-wrong");

        var dump = async () => await PgDump.RunAsync(await ToolsAsync(), target, new PgDumpOptions { Folder = Dump }, CancellationToken.None);

        var failure = (await dump.Should().ThrowAsync<DeployFailure>()).Which;
        failure.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().Contain("password authentication failed").And.NotContain("planted-wrong");
        Directory.Exists(Dump).Should().BeFalse();
    }

    [PostgresFact]
    public async Task The_password_is_in_no_command_line_while_pg_dump_runs()
    {
        await using var source = await SourceAsync();
        await using var blocker = await source.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table kept in access exclusive mode", blocker, transaction))
            await hold.ExecuteNonQueryAsync();

        // pg_dump waits for the locked table, so that there is time to look at it.
        var dump = DumpAsync(source);
        string[] lines;
        while ((lines = CommandLines()).Length == 0 && !dump.IsCompleted)
            await Task.Delay(20);
        var all = string.Join('\n', lines);
        await transaction.RollbackAsync();
        await dump;

        all.Should().Contain("--format=directory").And.NotContain(postgres.Cluster.Password);
    }

    private string[] CommandLines() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(process => Path.Combine(process, "cmdline"))
            .Select(ReadOrEmpty)
            .Where(line => line.Contains("pg_dump", StringComparison.Ordinal) && line.Contains(_folder, StringComparison.Ordinal)),
    ];

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.Exists(file) ? Encoding.UTF8.GetString(File.ReadAllBytes(file)) : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task<TestDatabase> SourceAsync()
    {
        var source = await postgres.CreateDatabaseAsync();
        await source.ExecuteAsync("create table kept (id bigint primary key); insert into kept select generate_series(1, 100)");
        return source;
    }

    private Task<ClientTools> ToolsAsync() => ClientTools.FindAsync(postgres.Cluster.ServerMajor, CancellationToken.None);

    private async Task<PgDumpResult> DumpAsync(TestDatabase source, string? snapshot = null) =>
        await PgDump.RunAsync(
            await ToolsAsync(),
            source.Connection,
            new PgDumpOptions { Folder = Dump, Jobs = 2, Snapshot = snapshot },
            CancellationToken.None);
}
