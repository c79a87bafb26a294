using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>Production's plan is run on a copy of production first, by the role that deploys.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class RestoredCopyTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new LockkeeperProgram().WithProof();

    [PostgresFact]
    public async Task A_migration_that_fails_on_productions_rows_is_refused_before_production_is_touched()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync("insert into auth.users (id, email) select gen_random_uuid(), 'user' || i || '@example.com' from generate_series(1, 2) i");
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_unique.sql", """
            create table public.left_behind (id int);
            -- Two users have no name.
            create unique index users_name on public.users (coalesce(full_name, ''));
            """);
        var before = await production.HistoryRowsAsync();

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        run.ExitCode.Should().Be(4, run.Said);
        run.Reported("failure.code").Should().Be("migrationFailed");
        run.Reported("failure.state").Should().Be("nothingChanged");
        run.Reported("failure.message").Should().StartWith("In the rehearsal, on a copy restored from the backup:\n20250301000000_unique.sql:3: ERROR: could not create unique index")
            .And.Contain("SQLSTATE 23505, statement 2 of 2").And.EndWith("The target was not touched.");
        run.All("phases", "status").Should().Equal("succeeded", "failed", "skipped", "skipped", "skipped");
        run.Reported("rehearsal.applied").Should().Be("false");
        SchemaCheck.Errors(run.Report.ToJsonString()).Should().BeEmpty();
        (await production.HistoryRowsAsync()).Should().Be(before);
        (await production.ScalarAsync<bool>("select to_regclass('public.left_behind') is null")).Should().BeTrue();
        NothingIsLeft();
    }

    [PostgresFact]
    public async Task A_role_that_may_not_do_it_is_found_out_on_the_copy()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_vault.sql", "create table public.fine (id int);\nalter table auth.users add column ours int;");

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        run.ExitCode.Should().Be(4, run.Said);
        run.Reported("failure.message").Should().Contain("20250301000000_vault.sql:2").And.Contain("SQLSTATE 42501");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task The_first_deployment_of_a_project_is_rolled_back_on_the_copy_like_any_other()
    {
        var seed = _program.Scratch.Write("seed.sql", "select 1;");

        var run = await _program.With("LOCKKEEPER_LOCAL_PENDING", "27").With("LOCKKEEPER_LOCAL_SEED", seed).RunAsync("--bake=1s");

        run.ExitCode.Should().Be(0, run.Said);
        run.Said.Should().Contain("rolled back there, everything was as before");
        NothingIsLeft();
    }

    [PostgresFact]
    public async Task A_catalog_that_is_changed_after_the_rehearsal_is_refused()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        // Long enough to change production in the meantime.
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "select pg_sleep(3);");
        Task? changing = null;
        _program.OnLine = line =>
        {
            if (line.Contains("rehearsal: applying 20250301000000_slow.sql", StringComparison.Ordinal))
                changing = production.ExecuteAsync("create table documents.meanwhile (id int)");
        };

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        await changing!;
        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("catalogChanged");
        run.Reported("rehearsal.applied").Should().Be("true");
        run.All("phases", "status").Should().Equal("succeeded", "succeeded", "refused", "skipped", "skipped");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task A_signal_in_the_middle_of_it_leaves_no_copy_of_anybodys_data()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_slow.sql", "create table public.fine (id int);");
        _program.Scratch.Write("migrations/20250302000000_slow.sql", "select pg_sleep(60);");
        var sleeping = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("rehearsal: applying 20250302000000_slow.sql", StringComparison.Ordinal)) sleeping.TrySetResult();
        };

        var running = _program.Against(production).DeployAsync($"--migrations={folder}");
        await Task.WhenAny(sleeping.Task, running);
        await _program.SignalAsync("TERM");
        var run = await running;

        run.ExitCode.Should().Be(143, run.Said);
        run.Reported("failure.code").Should().Be("interrupted");
        run.Reported("failure.state").Should().Be("nothingChanged");
        (await production.HistoryAsync()).Should().HaveCount(26);
        NothingIsLeft();
    }

    public void Dispose() => _program.Dispose();

    private void NothingIsLeft()
    {
        Directory.EnumerateFileSystemEntries(_program.Temporary).Select(Path.GetFileName)
            .Where(name => name!.StartsWith("lockkeeper-", StringComparison.Ordinal)).Should().BeEmpty();
        RunningProcesses.Of(_program.Temporary).Should().BeEmpty();
    }
}
