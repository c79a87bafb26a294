using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class DeploymentLockTests(PostgresFixture server)
{
    private readonly Reports _progress = new();

    [PostgresFact]
    public async Task A_second_deployment_waits_names_the_holder_and_goes_on_when_the_first_has_ended()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var first = TargetDatabase.For(database.Connection, "lockkeeper first-deployment");
        await using var second = TargetDatabase.For(database.Connection, "lockkeeper second-deployment");

        var holding = await AcquireAsync(first, Quick.Patience);
        var waiting = AcquireAsync(second, Quick.Patience);
        await Quick.UntilAsync(() => _progress.Told.Count > 0, "the second says that it waits");
        waiting.IsCompleted.Should().BeFalse();
        await holding.DisposeAsync();

        await using var held = await waiting;
        await held.AssertHeldAsync(CancellationToken.None);
        _progress.Told.Should().ContainSingle().Which.Should()
            .MatchRegex(@"^waiting for the deployment lock, held by lockkeeper first-deployment \(pid \d+, user supabase_admin, host 127\.0\.0\.1, since \d{4}-\d\d-\d\dT[\d:]{8}Z\)$");
    }

    [PostgresFact]
    public async Task Is_refused_at_the_deadline_and_names_the_holder()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var first = TargetDatabase.For(database.Connection, "lockkeeper first-deployment");
        await using var second = TargetDatabase.For(database.Connection, "lockkeeper second-deployment");
        await using var holding = await AcquireAsync(first, Quick.Patience);

        var refused = (await FluentActions.Awaiting(() => AcquireAsync(second, TimeSpan.FromSeconds(1))).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        refused.Code.Should().Be(FailureCode.DeploymentLocked);
        refused.ExitCode.Should().Be(ExitCode.Refused);
        refused.Message.Should().Contain(database.Name).And.Contain("after 1 s").And.Contain("lockkeeper first-deployment (pid ");
        (await SessionsAsync(database, "lockkeeper second-deployment")).Should().Be(0, "a refused deployment leaves no session behind");
        await holding.AssertHeldAsync(CancellationToken.None);
    }

    [PostgresFact]
    public async Task Names_no_host_and_no_time_where_the_server_hides_them_from_the_role_that_waits()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"create role \"{database.Name}\" login password 'shown-to-nobody'");
        try
        {
            await using var first = TargetDatabase.For(database.Connection, "lockkeeper first-deployment");
            await using var second = TargetDatabase.For(database.ConnectionFor(database.Name, "shown-to-nobody"), "lockkeeper second-deployment");
            await using var holding = await AcquireAsync(first, Quick.Patience);

            var refused = (await FluentActions.Awaiting(() => AcquireAsync(second, TimeSpan.Zero)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

            refused.Message.Should().MatchRegex(@"lockkeeper first-deployment \(pid \d+, user supabase_admin, host not shown, since not shown\)$");
        }
        finally
        {
            await database.ExecuteAsync($"drop role \"{database.Name}\"");
        }
    }

    [PostgresFact]
    public async Task Databases_of_one_server_are_deployed_to_independently()
    {
        await using var one = await server.CreateDatabaseAsync();
        await using var other = await server.CreateDatabaseAsync();
        await using var first = TargetDatabase.For(one.Connection, "lockkeeper one");
        await using var second = TargetDatabase.For(other.Connection, "lockkeeper other");
        await using var holding = await AcquireAsync(first, TimeSpan.Zero);

        await using var held = await AcquireAsync(second, TimeSpan.Zero);

        await held.AssertHeldAsync(CancellationToken.None);
    }

    [PostgresFact]
    public async Task A_cut_connection_is_noticed_before_anything_is_applied()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper cut");
        await using var held = await AcquireAsync(target, TimeSpan.Zero);
        await held.AssertHeldAsync(CancellationToken.None);

        await database.ScalarAsync<bool>($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{database.Name}' and application_name = 'lockkeeper cut'");

        var lost = (await FluentActions.Awaiting(() => held.AssertHeldAsync(CancellationToken.None)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        lost.Code.Should().Be(FailureCode.DeploymentLocked);
        lost.ExitCode.Should().Be(ExitCode.Refused);
        lost.Message.Should().Contain("lost");
        await using var next = await AcquireAsync(target, TimeSpan.Zero);
    }

    [PostgresFact]
    public async Task Holds_no_transaction_open()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper idle");
        await using var held = await AcquireAsync(target, TimeSpan.Zero);

        var open = await database.ScalarAsync<long>(
            $"select count(*) from pg_stat_activity where datname = '{database.Name}' and application_name = 'lockkeeper idle' and (xact_start is not null or backend_xmin is not null or state <> 'idle')");

        open.Should().Be(0, "an open transaction would hold back vacuum for the whole deployment");
    }

    [PostgresFact]
    public async Task A_waiting_deployment_does_not_hold_up_an_index_that_the_holder_builds_concurrently()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("create table t as select generate_series(1, 1000) as id");
        await using var first = TargetDatabase.For(database.Connection, "lockkeeper first");
        await using var second = TargetDatabase.For(database.Connection, "lockkeeper second");
        var holding = await AcquireAsync(first, Quick.Patience);
        var waiting = AcquireAsync(second, TimeSpan.FromMinutes(2));
        await Quick.UntilAsync(() => _progress.Told.Count > 0, "the second says that it waits");

        await using (var connection = await database.OpenAsync())
        {
            await using var build = new Npgsql.NpgsqlCommand("create index concurrently i on t (id)", connection) { CommandTimeout = 20 };
            await build.ExecuteNonQueryAsync();
        }

        waiting.IsCompleted.Should().BeFalse();
        await holding.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [PostgresFact]
    public async Task A_Supabase_CLI_that_still_works_is_waited_for_and_named()
    {
        await using var database = await server.CreateDatabaseAsync();
        var cli = await CliAsync(database, "begin; select 1");
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper next");

        var waiting = AcquireAsync(target, Quick.Patience);
        await Quick.UntilAsync(() => _progress.Told.Count > 0, "it says that it waits");
        waiting.IsCompleted.Should().BeFalse();
        await cli.DisposeAsync();

        await (await waiting).DisposeAsync();
        _progress.Told.Should().ContainSingle().Which.Should().StartWith("waiting for the deployment lock, held by the Supabase CLI (pid ");
    }

    [PostgresFact]
    public async Task An_idle_session_of_the_same_name_is_no_deployment()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var pool = await CliAsync(database, "select 1");
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper next");

        await (await AcquireAsync(target, TimeSpan.Zero)).DisposeAsync();
    }

    [PostgresFact]
    public async Task An_application_of_the_same_library_that_is_always_busy_with_something_short_holds_nothing_up()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper next");
        using var enough = new CancellationTokenSource();
        var busy = Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!enough.IsCancellationRequested) await (await CliAsync(database, "select pg_sleep(0.15)")).DisposeAsync();
        }));

        await (await AcquireAsync(target, Quick.Patience)).DisposeAsync();

        await enough.CancelAsync();
        await busy;
    }

    [PostgresFact]
    public async Task A_cancelled_wait_leaves_no_session_behind()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var first = TargetDatabase.For(database.Connection, "lockkeeper first");
        await using var second = TargetDatabase.For(database.Connection, "lockkeeper second");
        await using var holding = await AcquireAsync(first, Quick.Patience);
        using var cancel = new CancellationTokenSource();
        var waiting = DeploymentLock.AcquireAsync(second, Quick.Patience, _progress, TimeProvider.System, cancel.Token);
        await Quick.UntilAsync(() => _progress.Told.Count > 0, "the second says that it waits");

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        await Quick.UntilAsync(async () => await SessionsAsync(database, "lockkeeper second") == 0, "its session ends");
    }

    private Task<DeploymentLock> AcquireAsync(TargetDatabase target, TimeSpan deadline) =>
        DeploymentLock.AcquireAsync(target, deadline, _progress, TimeProvider.System, CancellationToken.None);

    private static async Task<Npgsql.NpgsqlConnection> CliAsync(TestDatabase database, string sql)
    {
        var session = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(database.Connection.ConnectionString) { ApplicationName = "@effect/sql-pg" }.ConnectionString);
        await session.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
        return session;
    }

    private static async Task<long> SessionsAsync(TestDatabase database, string application) => await database.ScalarAsync<long>(
        $"select count(*) from pg_stat_activity where datname = '{database.Name}' and application_name = '{application}'");
}
