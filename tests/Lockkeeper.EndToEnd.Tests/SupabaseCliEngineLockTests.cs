using System.Globalization;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests;

/// <summary>Locks, signals and the sessions that the CLI leaves on the server.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class SupabaseCliEngineLockTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [SupabaseCliFact]
    public async Task Waits_for_a_lock_in_several_attempts_and_then_applies()
    {
        await using var production = await Production.CreateAsync(server);
        await using var blocker = await production.OpenAsync();
        await using var transaction = await LockAsync(blocker);
        _program.OnLine = line =>
        {
            if (line.Contains("locks are held by others", StringComparison.Ordinal)) transaction.Rollback();
        };

        var run = await DeployAsync(production);

        run.ExitCode.Should().Be(0, run.Said);
        run.Said.Should().Contain("locks are held by others");
        int.Parse(run.All("migrations", "attempts")[26], CultureInfo.InvariantCulture).Should().BeGreaterThan(1);
        (await production.HistoryAsync()).Should().Equal(Repository.Versions);
    }

    [SupabaseCliFact]
    public async Task Whom_a_file_outside_a_transaction_waits_for_is_named_and_at_the_deadline_it_gives_up()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        (await DeployAsync(production)).ExitCode.Should().Be(0);
        _program.Scratch.Write("migrations/20250301000000_index.sql", "create index concurrently documents_again on documents.documents (user_id);");
        await using var blocker = await production.OpenAsync();
        await using var transaction = await LockAsync(blocker, "documents.documents", "row exclusive");

        var run = await _program.With("LOCKKEEPER_LOCKS_DEADLINE", "3s").DeployAsync("--engine=supabase-cli", $"--migrations={folder}");

        run.ExitCode.Should().Be(6, run.Said);
        run.Said.Should().Contain("waiting for locks held by pid");
        run.Reported("failure.code").Should().Be("lockTimeout");
        run.Reported("failure.message").Should().MatchRegex("gave up after waiting [0-9]+ s for locks held by pid [0-9]+");
        run.Reported("failure.next").Should().Contain("locks.deadline").And.Contain("drop index concurrently if exists documents.documents_again;");
        (await production.HistoryAsync()).Should().Equal(Repository.Versions);
        (await production.SessionsAsync()).Should().BeEmpty();
    }

    [SupabaseCliFact]
    public async Task Gives_up_at_the_deadline_with_nothing_done()
    {
        await using var production = await Production.CreateAsync(server);
        await using var blocker = await production.OpenAsync();
        await using var transaction = await LockAsync(blocker);

        var run = await _program.With("LOCKKEEPER_LOCKS_DEADLINE", "3s").With("SUPABASE_CLI", await SupabaseCliPackage.ProgramAsync())
            .Against(production).DeployAsync("--engine=supabase-cli");

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("failure.code").Should().Be("lockTimeout");
        run.Reported("failure.message").Should().StartWith("20250101000000_").And.Contain("SQLSTATE 55P03");
        run.Reported("failure.next").Should().Contain("locks.deadline");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [SupabaseCliTheory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task Is_interrupted_with_its_session_ended_and_rolled_back(string signal, int code)
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);\nselect pg_sleep(60);");

        var running = DeployAsync(production, $"--migrations={folder}");
        await production.UntilSleepingAsync(running);
        await _program.SignalAsync(signal);
        var run = await running;

        run.ExitCode.Should().Be(code, run.Said);
        run.Reported("failure.code").Should().Be("interrupted");
        run.Reported("failure.state").Should().NotBe("dirty");
        (await production.HistoryAsync()).Should().HaveCount(26);
        (await production.ScalarAsync<bool>("select to_regclass('public.half_done') is null")).Should().BeTrue();
        (await production.SessionsAsync()).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_program.Temporary, "lockkeeper-cli-*").Should().BeEmpty();
    }

    [SupabaseCliFact]
    public async Task Killed_by_somebody_else_leaves_no_session_and_is_told_as_rolled_back()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);\nselect pg_sleep(60);");

        var running = DeployAsync(production, $"--migrations={folder}");
        await production.UntilSleepingAsync(running);
        await KillCliAsync();
        var run = await running;

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("failure.code").Should().Be("toolFailed");
        run.Reported("failure.state").Should().Be("rolledBack");
        (await production.HistoryAsync()).Should().HaveCount(26);
        (await production.SessionsAsync()).Should().BeEmpty();
    }

    public void Dispose() => _program.Dispose();

    private static async Task<NpgsqlTransaction> LockAsync(NpgsqlConnection blocker, string table = "public.users", string mode = "access share")
    {
        var transaction = await blocker.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"lock table {table} in {mode} mode", blocker);
        await command.ExecuteNonQueryAsync();
        return transaction;
    }

    // The program that our run started, among all those of this machine: it works in a folder below ours.
    private async Task KillCliAsync()
    {
        var folder = Path.Combine(_program.Temporary, "lockkeeper-cli-");
        var pids = RunningProcesses.CommandLines().Where(p => p.Line.Contains($"--workdir={folder}", StringComparison.Ordinal)).Select(p => $"{p.Pid}").ToList();
        pids.Should().NotBeEmpty("the CLI runs");
        var kill = new Lockkeeper.Processes.ChildCommand("sh", ["-c", "kill -KILL \"$@\" 2>/dev/null || true", "sh", .. pids]) { Deadline = TimeSpan.FromSeconds(10) };
        await Lockkeeper.Processes.ChildProcess.RunAsync(kill, CancellationToken.None);
    }

    private async Task<ProgramResult> DeployAsync(Production production, params string[] arguments) =>
        await _program.Against(production).With("SUPABASE_CLI", await SupabaseCliPackage.ProgramAsync())
            .DeployAsync(["--engine=supabase-cli", .. arguments]);
}
