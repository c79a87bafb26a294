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
    public async Task A_failure_leaves_no_invalid_index_behind()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);

        var failure = await scene.FailureAsync("create unique index concurrently \"T_id\" on t (id)");

        failure.Code.Should().Be(FailureCode.MigrationFailed);
        failure.State.Should().Be(FailureState.RolledBack);
        failure.SqlState.Should().Be("23505");
        failure.Message.Should().StartWith("20240101000000_first.sql:1: ");
        (await scene.ExistsAsync("\"T_id\"")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().BeEmpty();

        await scene.Database.ExecuteAsync("truncate t");
        await scene.ApplyAsync("create unique index concurrently \"T_id\" on t (id)");
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresTheory]
    [InlineData("create unique index concurrently t_id on t (id)")]
    [InlineData("create unique index concurrently if not exists t_id on only public.t (id)")]
    public async Task An_invalid_index_of_an_earlier_attempt_is_dropped_and_built_again(string sql)
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await FluentActions.Awaiting(() => scene.Database.ExecuteAsync("create unique index concurrently t_id on t (id)")).Should().ThrowAsync<Npgsql.PostgresException>();
        (await scene.ExistsAsync("t_id")).Should().BeTrue();
        await scene.Database.ExecuteAsync("truncate t");

        var applied = await scene.ApplyAsync(sql);

        applied.Notices.Should().ContainSingle().Which.Should().Contain("20240101000000_first.sql:1: dropped the invalid index public.t_id");
        (await scene.Database.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 't_id'::regclass")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task An_index_that_was_built_and_not_recorded_is_recorded_and_not_built_again()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await scene.Database.ExecuteAsync("create index t_id on t (id)");
        var oid = await scene.Database.ScalarAsync<uint>("select 't_id'::regclass::oid");

        var applied = await scene.ApplyAsync("create index concurrently t_id on t (id)");

        applied.Notices.Should().ContainSingle().Which.Should().Contain("is built and valid");
        (await scene.Database.ScalarAsync<uint>("select 't_id'::regclass::oid")).Should().Be(oid);
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
        await using (var other = new Npgsql.NpgsqlCommand("set role pg_signal_backend", connection)) await other.ExecuteNonQueryAsync();
        (await InvalidIndexes.ReadAsync(connection, CancellationToken.None)).Should().BeEmpty("also to a role that is not shown what others build");

        await old.DisposeAsync();
        await applying;
    }
}
