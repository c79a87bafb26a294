using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Interruptions;

/// <summary>SIGTERM and SIGINT in the middle of things.</summary>
[Collection(InterruptionCollection.Name)]
public sealed class SignalTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresTheory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task During_a_slow_migration_rolls_it_back(string signal, int code)
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);\nselect pg_sleep(30);");

        var running = _program.Against(production).DeployAsync($"--migrations={folder}");
        await production.UntilSleepingAsync(running);
        await _program.SignalAsync(signal);
        var run = await running;

        run.ExitCode.Should().Be(code, run.Said);
        run.Reported("failure.code").Should().Be("interrupted");
        run.Reported("failure.state").Should().NotBe("dirty");
        (await production.HistoryAsync()).Should().HaveCount(26);
        (await production.ScalarAsync<bool>("select to_regclass('public.half_done') is null")).Should().BeTrue();
        (await production.SessionsAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task After_another_migration_was_committed_is_told_as_partly_applied()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "select pg_sleep(30);");

        var running = _program.Against(production).DeployAsync($"--migrations={folder}");
        await production.UntilSleepingAsync(running);
        await _program.SignalAsync("TERM");
        var run = await running;

        (await production.HistoryAsync()).Should().HaveCount(27);
        run.ExitCode.Should().Be(6, run.Said);
        run.Reported("failure.code").Should().Be("interrupted");
        run.Reported("failure.state").Should().Be("dirty");
        run.Reported("failure.message").Should().Contain("1 of 2 pending migrations are applied and stay: 20250101000000");
    }

    [PostgresTheory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task While_files_that_went_out_together_are_applied_leaves_none_half_done(string signal, int code)
    {
        await using var development = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.half_done (id int);\nselect pg_sleep(30);");
        _program.Scratch.Write("migrations/20250302000000_after.sql", "create table public.after (id int);");
        var config = _program.Scratch.Write("lockkeeper.yaml", "environments: { development: {} }\n");

        var running = _program.With("DEVELOPMENT_DATABASE_URL", development.Url)
            .RunAsync("--target=Apply", "--environment=development", $"--config={config}", $"--migrations={folder}");
        await development.UntilSleepingAsync(running);
        await _program.SignalAsync(signal);
        var run = await running;

        run.ExitCode.Should().Be(code, run.Said);
        (await development.HistoryAsync()).Should().HaveCount(26);
        (await development.ScalarAsync<bool>("select to_regclass('public.half_done') is null and to_regclass('public.after') is null")).Should().BeTrue();
        (await development.SessionsAsync()).Should().BeEmpty();
    }

    [PostgresTheory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task While_the_target_is_watched_ends_the_run_in_good_order(string signal, int code)
    {
        var watching = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("watching for", StringComparison.Ordinal)) watching.TrySetResult();
        };

        var running = _program.RunAsync("--target=Rehearse", "--bake=60s");
        await Task.WhenAny(watching.Task, running);
        await _program.SignalAsync(signal);
        var run = await running;

        run.ExitCode.Should().Be(code, run.Said);
        run.Reported("exitCode").Should().Be($"{code}");
        run.Reported("failure.code").Should().Be("interrupted");
        run.Reported("failure.state").Should().Be("applied");
        run.All("phases", "status").Should().Equal("succeeded", "succeeded", "succeeded", "succeeded", "failed");
        Directory.EnumerateDirectories(_program.Temporary, "lockkeeper-*").Should().BeEmpty();
        RunningProcesses.Of(_program.Temporary).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task While_the_backup_is_restored_leaves_no_copy_of_the_data()
    {
        await using var production = await Production.CreateAsync(server);
        await production.SeedAsync();
        var restoring = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("with pg_restore", StringComparison.Ordinal)) restoring.TrySetResult();
        };

        var running = _program.Against(production).WithProof().DeployAsync();
        await Task.WhenAny(restoring.Task, running);
        await _program.SignalAsync("TERM");
        var run = await running;

        run.ExitCode.Should().Be(143, run.Said);
        run.Reported("failure.state").Should().Be("nothingChanged");
        run.Reported("backup.verified").Should().Be("false");
        Directory.EnumerateDirectories(_program.Temporary, "lockkeeper-*").Should().BeEmpty();
        RunningProcesses.Of(_program.Temporary).Should().BeEmpty();
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    public void Dispose() => _program.Dispose();
}
