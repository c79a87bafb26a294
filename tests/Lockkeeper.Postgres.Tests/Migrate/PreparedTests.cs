using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>What is made ready before the gates have passed.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PreparedTests(PostgresFixture server)
{
    private static readonly Migration[] Files =
    [
        ApplyScene.Migration("create table a (id int);"),
        ApplyScene.Migration("create index concurrently a_id on a (id);", "20240102000000_second.sql"),
        ApplyScene.Migration("create table c (id int);", "20240103000000_third.sql"),
    ];

    [PostgresFact]
    public async Task Is_applied_over_the_session_that_was_asked()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        scene.Applier.Prepare(Files);
        await PreparedAsync(scene.Database);
        var session = await SessionAsync(scene.Database);

        var applied = await scene.Applier.ApplyAllAsync(Files, default);

        applied.Select(a => a.Version).Should().Equal(Files.Select(f => f.Version));
        (await SessionAsync(scene.Database)).Should().Be(session);
    }

    [PostgresFact]
    public async Task Changes_nothing_where_a_gate_refuses_and_its_session_ends()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper applier");
        await using (var applier = new Applier(target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports()))
        {
            applier.Prepare(Files);
            await PreparedAsync(database);
        }

        (await database.ScalarAsync<bool>("select to_regclass('a') is null and to_regnamespace('supabase_migrations') is null")).Should().BeTrue();
        await Quick.UntilAsync(async () => await SessionAsync(database) is 0, "the session has ended");
    }

    [PostgresFact]
    public async Task Ends_also_while_it_is_being_prepared()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "lockkeeper applier");
        var applier = new Applier(target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports());

        applier.Prepare(Files);
        await applier.DisposeAsync();

        await Quick.UntilAsync(async () => await SessionAsync(database) is 0, "no session is left");
        (await database.ScalarAsync<bool>("select to_regclass('a') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task A_session_lost_meanwhile_is_told_as_nothing_done_and_the_next_try_goes_on()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        scene.Applier.Prepare(Files);
        await PreparedAsync(scene.Database);
        await scene.KillAsync();

        var failure = (await FluentActions.Awaiting(() => scene.Applier.ApplyAllAsync(Files, default)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        var applied = await scene.Applier.ApplyAllAsync(Files, default);

        (failure.Code, failure.State).Should().Be((FailureCode.ConnectionLost, FailureState.RolledBack));
        applied.Should().HaveCount(Files.Length);
    }

    [PostgresFact]
    public async Task A_login_that_fails_is_told_when_it_is_applied()
    {
        await using var database = await server.CreateDatabaseAsync();
        var settings = database.Connection;
        settings.Database = "absent";
        await using var target = TargetDatabase.For(settings, "lockkeeper applier");
        await using var applier = new Applier(target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports());

        applier.Prepare(Files);

        (await FluentActions.Awaiting(() => applier.ApplyAllAsync(Files, default)).Should().ThrowExactlyAsync<DeployFailure>()).WithMessage("*has no database \"absent\"*");
    }

    // It asks one question; what is sent is made from the answer.
    private static Task PreparedAsync(TestDatabase database) => Quick.UntilAsync(
        () => database.ScalarAsync<bool>(
            $"select exists (select from pg_stat_activity where datname = '{database.Name}' and application_name = 'lockkeeper applier' and state = 'idle' and query <> '')"),
        "the session was asked");

    private static Task<int> SessionAsync(TestDatabase database) => database.ScalarAsync<int>(
        $"select coalesce((select pid from pg_stat_activity where datname = '{database.Name}' and application_name = 'lockkeeper applier'), 0)");
}
