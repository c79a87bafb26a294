using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>The migrations are committed and what follows fails.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class AfterCommitTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task A_sign_up_that_no_longer_works_fails_the_smoke_tests_by_the_name_of_its_function()
    {
        await using var production = await Production.CreateAsync(server);
        // Named in its body, the table would be missed before COMMIT; a name that is put together at run time is nobody's to find.
        await production.ExecuteAsync("""
            create or replace function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as
            $$ begin execute 'insert into public.' || 'users (id, email) values ($1, $2)' using new.id, new.email; return new; end $$
            """);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write(
            "migrations/20250102000000_drop_users_only.sql",
            "-- removes: table public.user_info\n-- removes: table public.users\ndrop table public.user_info;\ndrop table public.users;\n");

        var run = await _program.Against(production).With("LOCKKEEPER_MONITOR_ON_FAILURE", "stop").DeployAsync($"--migrations={folder}");

        run.ExitCode.Should().Be(7, run.Said);
        run.Reported("outcome").Should().Be("failed");
        run.Reported("failure.code").Should().Be("smokeTestFailed");
        run.Reported("failure.state").Should().Be("applied");
        run.All("phases", "status").Should().Equal("succeeded", "succeeded", "succeeded", "failed", "skipped");
        var sign = run.Report["smokeTests"]!.AsArray().Single(t => t!["name"]!.ToString() is "Authentication Flow")!;
        sign["status"]!.ToString().Should().Be("failed");
        sign["note"]!.ToString().Should().Contain("handle_new_user").And.Contain("42P01");
        (await production.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(0, "a smoke test leaves nothing");
    }

    [PostgresFact]
    public async Task A_database_that_goes_away_while_it_is_watched_makes_the_verdict_inconclusive()
    {
        await using var production = await Production.CreateAsync(server);
        var config = _program.Scratch.Write("lockkeeper.yaml", $"migrations: {Repository.Migrations}\nmonitor: {{ interval: 200ms }}\n");
        var watching = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("watching for", StringComparison.Ordinal)) watching.TrySetResult();
        };

        var running = _program.Against(production).RunAsync("--target=DeployProduction", "--yes", "--bake=60s", $"--config={config}");
        await Task.WhenAny(watching.Task, running);
        await TakeAwayAsync(production);
        var run = await running;

        run.ExitCode.Should().Be(9, run.Said);
        run.Reported("outcome").Should().Be("inconclusive");
        run.Reported("monitor.verdict").Should().Be("inconclusive");
        run.Reported("failure.code").Should().Be("monitorInconclusive");
        run.Reported("failure.state").Should().Be("applied");
    }

    public void Dispose() => _program.Dispose();

    private async Task TakeAwayAsync(Production production)
    {
        await using var connection = new NpgsqlConnection(server.Cluster.ConnectionFor("postgres").ConnectionString);
        await connection.OpenAsync();
        // One after the other: the closed door must be committed before anybody is sent out, or he comes in again.
        await using var close = new NpgsqlCommand($"alter database \"{production.Name}\" allow_connections false", connection);
        await close.ExecuteNonQueryAsync();
        await using var terminate = new NpgsqlCommand(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{production.Name}'", connection);
        await terminate.ExecuteNonQueryAsync();
    }
}
