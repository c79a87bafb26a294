using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Interruptions;

/// <summary>What happens to a deployment that nobody planned: killed, cut off, held up, failed half-way.</summary>
[Collection(InterruptionCollection.Name)]
public sealed class AccidentTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task A_killed_deployment_leaves_nothing_half_done_and_the_next_one_goes_on()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);\nselect pg_sleep(30);");
        var running = _program.Against(production).DeployAsync($"--migrations={folder}");
        await production.UntilSleepingAsync(running);
        await _program.SignalAsync("KILL");
        var killed = await running;
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);");

        var told = await _program.RunAsync("--target=Report");
        told.Reported("outcome").Should().Be("unknown", "the ledger of a killed process has no end");
        var next = await _program.DeployAsync($"--migrations={folder}");

        killed.ExitCode.Should().Be(137);
        next.ExitCode.Should().Be(0, next.Said);
        next.Report["changes"]!["added"]!.AsArray().Select(o => o!.ToString()).Should().Equal("table public.half_done");
    }

    [PostgresFact]
    public async Task A_connection_that_is_cut_rolls_the_migration_back()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);\nselect pg_sleep(30);");
        var running = _program.Against(production).DeployAsync($"--migrations={folder}");
        await production.UntilSleepingAsync(running);

        await production.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'");
        var run = await running;

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Reported("failure.message").Should().Contain("20250301000000_slow.sql");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task A_lock_that_others_hold_is_waited_for_in_short_attempts()
    {
        await using var production = await Production.CreateAsync(server);
        var blocked = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("locks are held by others", StringComparison.Ordinal)) blocked.TrySetResult();
        };
        await using var reader = await production.OpenAsync();
        await using var transaction = await reader.BeginTransactionAsync();
        await using var read = new NpgsqlCommand("select count(*) from public.users", reader);
        await read.ExecuteNonQueryAsync();

        var running = _program.Against(production).DeployAsync();
        await Task.WhenAny(blocked.Task, running);
        await transaction.RollbackAsync();
        var run = await running;

        run.ExitCode.Should().Be(0, run.Said);
        run.Report["migrations"]![26]!["attempts"]!.GetValue<int>().Should().BeGreaterThan(1);
    }

    [PostgresFact]
    public async Task A_lock_that_is_never_released_ends_the_deployment_at_its_deadline()
    {
        await using var production = await Production.CreateAsync(server);
        var config = _program.Scratch.Write(
            "lockkeeper.yaml", $"migrations: {Repository.Migrations}\nlocks: {{ lockTimeout: 100ms, deadline: 1s }}\n");
        await using var reader = await production.OpenAsync();
        await using var transaction = await reader.BeginTransactionAsync();
        await using var read = new NpgsqlCommand("select count(*) from public.users", reader);
        await read.ExecuteNonQueryAsync();

        var run = await _program.Against(production).DeployAsync($"--config={config}");

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("failure.code").Should().Be("lockTimeout");
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Said.Should().Contain("pg_stat_activity");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task An_index_that_cannot_be_built_leaves_nothing_behind_and_can_be_tried_again()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync(
            "create table documents.twins (a int); alter table documents.twins owner to postgres; insert into documents.twins values (1), (1)");
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_index.sql", "create unique index concurrently twins_a on documents.twins (a);");

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Reported("failure.message").Should().Contain("20250301000000_index.sql:1").And.Contain("23505");
        (await production.ScalarAsync<bool>("select to_regclass('documents.twins_a') is null")).Should().BeTrue("an invalid index would cost every write");
        (await production.HistoryAsync()).Should().HaveCount(26);

        await production.ExecuteAsync("truncate documents.twins");
        var again = await _program.DeployAsync($"--migrations={folder}");
        again.ExitCode.Should().Be(0, again.Said);
    }

    [PostgresFact]
    public async Task A_signal_while_the_backup_is_taken_leaves_no_half_of_one()
    {
        await using var production = await Production.CreateAsync(server);
        _program.OnLine = line => _ = line.Contains("pg_dump ", StringComparison.Ordinal) ? _program.SignalAsync("TERM") : null;

        var run = await _program.Against(production).DeployAsync();

        run.ExitCode.Should().Be(143, run.Said);
        run.Reported("failure.state").Should().Be("nothingChanged");
        Directory.GetDirectories(run.Latest).Should().BeEmpty();
        (await production.HistoryAsync()).Should().HaveCount(26);
        (await production.SessionsAsync()).Should().BeEmpty();
    }

    public void Dispose() => _program.Dispose();
}
