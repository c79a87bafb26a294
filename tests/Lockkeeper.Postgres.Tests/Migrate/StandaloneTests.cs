using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
public sealed class StandaloneTests(PostgresFixture server)
{
    private const string Table = "create table t (id int); insert into t values (1), (1)";

    [PostgresFact]
    public async Task An_index_is_built_concurrently_and_recorded()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);

        var applied = await scene.ApplyAsync("-- why\ncreate index concurrently t_id on t (id);\n-- done\n");

        applied.Attempts.Should().Be(1);
        (await scene.Database.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 't_id'::regclass")).Should().BeTrue();
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task It_waits_for_old_transactions_longer_than_the_lock_timeout()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        var old = await scene.Database.OpenAsync();
        await using (var begin = new Npgsql.NpgsqlCommand("begin; insert into t values (2)", old)) await begin.ExecuteNonQueryAsync();
        var applying = scene.ApplyAsync("create index concurrently t_id on t (id)");

        await Task.Delay(ApplyScene.Limits.LockTimeout * 4);
        applying.IsCompleted.Should().BeFalse();
        await old.DisposeAsync();

        (await applying).Attempts.Should().Be(1);
    }

    [PostgresFact]
    public async Task A_failure_leaves_an_invalid_index_and_says_how_to_remove_it()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);

        var failure = await scene.FailureAsync("create unique index concurrently \"T_id\" on t (id)");

        failure.Code.Should().Be(FailureCode.MigrationFailed);
        failure.State.Should().Be(FailureState.Dirty);
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.SqlState.Should().Be("23505");
        failure.Message.Should().StartWith("20240101000000_first.sql:1: ");
        failure.Next.Should().EndWith("\n    drop index concurrently if exists public.\"T_id\";");
        (await scene.HistoryAsync()).Should().BeEmpty();
        scene.Events.Should().NotContain(e => e is MigrationRolledBack, "the index is still there");

        await scene.Database.ExecuteAsync(failure.Next[(failure.Next.LastIndexOf('\n') + 1)..]);
        await scene.Database.ExecuteAsync("truncate t");
        await scene.ApplyAsync("create unique index concurrently \"T_id\" on t (id)");
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task A_mistake_that_the_server_finds_before_it_begins_leaves_nothing()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);

        var failure = await scene.FailureAsync("create index concurrently t_id\n  on t (nothing)");

        failure.State.Should().Be(FailureState.RolledBack);
        failure.Message.Should().StartWith("20240101000000_first.sql:1: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 1 of 1)");
    }

    [PostgresFact]
    public async Task IF_NOT_EXISTS_does_not_pass_off_an_invalid_index_as_built()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await scene.FailureAsync("create unique index concurrently t_id on t (id)");

        await using var connection = await scene.Database.OpenAsync();
        (await InvalidIndexes.ReadAsync(connection, CancellationToken.None)).Should().Equal("public.t_id");
        var failure = await scene.FailureAsync("create unique index concurrently if not exists t_id on t (id)");

        failure.State.Should().Be(FailureState.Dirty);
        failure.Next.Should().Contain("drop index concurrently if exists public.t_id;");
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_session_that_is_killed_while_it_builds_is_told_as_partly_applied()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await using var old = await scene.Database.OpenAsync();
        await using (var begin = new Npgsql.NpgsqlCommand("begin; insert into t values (2)", old)) await begin.ExecuteNonQueryAsync();
        var applying = scene.FailureAsync("create index concurrently t_id on t (id)");
        await Quick.UntilAsync(() => scene.ExistsAsync("t_id"), "the index is there, not yet valid");

        await scene.KillAsync();

        var failure = await applying;
        failure.State.Should().Be(FailureState.Dirty);
        failure.Next.Should().Contain("drop index concurrently if exists public.t_id;");
    }

    [PostgresFact]
    public async Task Cancelling_tells_of_the_index_that_stays()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await using var old = await scene.Database.OpenAsync();
        await using (var begin = new Npgsql.NpgsqlCommand("begin; insert into t values (2)", old)) await begin.ExecuteNonQueryAsync();
        using var cancel = new CancellationTokenSource();
        var applying = scene.ApplyAsync("create index concurrently t_id on t (id)", token: cancel.Token);
        await Quick.UntilAsync(() => scene.ExistsAsync("t_id"), "the index is there, not yet valid");

        await cancel.CancelAsync();

        var failure = (await FluentActions.Awaiting(() => applying).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        failure.State.Should().Be(FailureState.Dirty);
        failure.Next.Should().Contain("public.t_id");
    }

    [PostgresFact]
    public async Task A_statement_that_took_effect_without_being_recorded_is_told_as_such()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await scene.ApplyAsync("""
            create function refuse() returns trigger language plpgsql as $$ begin raise 'the history is closed'; end $$;
            create trigger refuse before insert on t for each row execute function refuse();
            """, "20230101000000_makes_the_table.sql");
        await scene.Database.ExecuteAsync("create trigger refuse before insert on supabase_migrations.schema_migrations for each row execute function refuse()");

        var failure = await scene.FailureAsync("create index concurrently t_id on t (id)");

        failure.State.Should().Be(FailureState.Dirty);
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Message.Should().Contain("took effect").And.Contain("the history is closed");
        scene.Events.Should().NotContain(e => e is MigrationRolledBack && ((MigrationRolledBack)e).Version == "20240101000000");
    }

    [PostgresFact]
    public async Task An_index_that_somebody_builds_right_now_is_not_called_invalid()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        var old = await scene.Database.OpenAsync();
        await using (var begin = new Npgsql.NpgsqlCommand("begin; insert into t values (2)", old)) await begin.ExecuteNonQueryAsync();
        var applying = scene.ApplyAsync("create index concurrently t_id on t (id)");
        await Quick.UntilAsync(() => scene.ExistsAsync("t_id"), "the index is there, not yet valid");

        await using var connection = await scene.Database.OpenAsync();
        (await InvalidIndexes.ReadAsync(connection, CancellationToken.None)).Should().BeEmpty();

        await old.DisposeAsync();
        await applying;
    }
}
