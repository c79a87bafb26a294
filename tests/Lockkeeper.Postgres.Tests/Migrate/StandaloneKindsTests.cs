using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>Every kind of statement that runs outside a transaction: applied, and applied again when its history row was lost.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StandaloneKindsTests(PostgresFixture server)
{
    private const string Table = """
        create table t (id int, note text); insert into t values (1, 'n'); create index t_id on t (id); cluster t using t_id;
        create table p (id int) partition by range (id); create table p1 partition of p for values from (0) to (10)
        """;

    [PostgresTheory]
    [InlineData("vacuum t")]
    [InlineData("vacuum (analyze, full) t")]
    [InlineData("vacuum full")]
    [InlineData("cluster")]
    [InlineData("cluster verbose")]
    [InlineData("reindex schema public")]
    [InlineData("reindex database {0}")]
    [InlineData("reindex system {0}")]
    [InlineData("reindex index concurrently t_id")]
    [InlineData("reindex table concurrently t")]
    [InlineData("reindex (concurrently) schema public")]
    [InlineData("reindex database concurrently {0}")]
    [InlineData("alter system set vacuum_cost_page_hit = 1")]
    [InlineData("alter system reset vacuum_cost_page_hit")]
    public async Task What_can_be_repeated_is_repeated(string sql)
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        sql = sql.Replace("{0}", scene.Database.Name, StringComparison.Ordinal);
        await scene.CloseHistoryAsync();
        (await scene.FailureAsync(sql)).Message.Should().Contain("took effect");
        await scene.OpenHistoryAsync();

        await scene.ApplyAsync(sql);

        (await scene.HistoryAsync()).Should().Equal("20230101000000", "20240101000000");
    }

    [PostgresTheory]
    [InlineData("create database {0}_x", "", "select count(*) from pg_database where datname = '{0}_x'", 1)]
    [InlineData("create database \"{0}_X\" with template template0", "", "select count(*) from pg_database where datname = '{0}_X'", 1)]
    [InlineData("drop database {0}_x", "create database {0}_x", "select count(*) from pg_database where datname = '{0}_x'", 0)]
    [InlineData("drop database if exists {0}_x (force)", "create database {0}_x", "select count(*) from pg_database where datname = '{0}_x'", 0)]
    [InlineData("create tablespace {0}_x location ''", "", "select count(*) from pg_tablespace where spcname = '{0}_x'", 1)]
    [InlineData("drop tablespace {0}_x", "create tablespace {0}_x location ''", "select count(*) from pg_tablespace where spcname = '{0}_x'", 0)]
    [InlineData("drop subscription {0}_x", "create subscription {0}_x connection '' publication p with (connect = false, slot_name = none)", "select count(*) from pg_subscription where subname = '{0}_x'", 0)]
    [InlineData("drop index concurrently t_id", "", "select count(*) from pg_class where relname = 't_id'", 0)]
    [InlineData("create index concurrently t_x on t (id)", "", "select count(*) from pg_class where relname = 't_x'", 1)]
    [InlineData("alter table p detach partition p1 concurrently", "", "select count(*) from pg_inherits", 0)]
    public async Task What_cannot_be_repeated_is_recorded(string sql, string before, string count, int expected)
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        string Of(string text) => text.Replace("{0}", scene.Database.Name, StringComparison.Ordinal);
        await scene.Database.ExecuteAsync($"alter database {scene.Database.Name} set allow_in_place_tablespaces = on");
        try
        {
            if (before.Length > 0) await scene.Database.ExecuteAsync(Of(before));
            await scene.CloseHistoryAsync();
            (await scene.FailureAsync(Of(sql))).Message.Should().Contain("took effect");
            await scene.OpenHistoryAsync();

            (await scene.ApplyAsync(Of(sql))).Notices.Should().ContainSingle().Which.Should().Contain("an earlier attempt");

            (await scene.Database.ScalarAsync<long>(Of(count))).Should().Be(expected);
            (await scene.HistoryAsync()).Should().Equal("20230101000000", "20240101000000");
            (await scene.MarkAsync()).Should().BeEmpty();
        }
        finally
        {
            await RemoveAsync(scene);
        }
    }

    [PostgresTheory]
    [InlineData("drop database nosuch", "database nosuch", "DROP DATABASE IF EXISTS")]
    [InlineData("drop tablespace nosuch", "tablespace nosuch", "DROP TABLESPACE IF EXISTS")]
    [InlineData("drop subscription \"No such\"", "subscription \"No such\"", "DROP SUBSCRIPTION IF EXISTS")]
    public async Task What_is_to_be_dropped_and_is_not_there_is_refused_by_name(string sql, string what, string wayOut)
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var failure = await scene.FailureAsync(sql);

        failure.Message.Should().StartWith($"20240101000000_first.sql:1: there is no {what}");
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Next.Should().Contain(wayOut);
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresTheory]
    [InlineData("alter subscription {0}_x add publication q", "creates publication q", "p, q")]
    [InlineData("alter subscription {0}_x drop publication q", "drops publication q", "p")]
    public async Task What_an_attempt_did_to_a_subscription_before_it_was_stopped_is_recorded(string sql, string mark, string publications)
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await scene.ApplyAsync("select 1", "20230101000000_before.sql");
        try
        {
            // What it refreshes is another server's: so the attempt is played by hand.
            await scene.Database.ExecuteAsync($"""
                create subscription {scene.Database.Name}_x connection '' publication {publications} with (connect = false, slot_name = none);
                comment on table supabase_migrations.schema_migrations is '[lockkeeper: 20240101000000 {mark}]'
                """);

            (await scene.ApplyAsync(sql.Replace("{0}", scene.Database.Name, StringComparison.Ordinal))).Notices.Should().ContainSingle().Which.Should().Contain("an earlier attempt");

            (await scene.MarkAsync()).Should().BeEmpty();
        }
        finally
        {
            await RemoveAsync(scene);
        }
    }

    [PostgresFact]
    public async Task A_database_that_somebody_else_made_is_not_taken_for_ours()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        try
        {
            await scene.Database.ExecuteAsync($"create database {scene.Database.Name}_x");

            for (var run = 0; run < 2; run++)
            {
                var failure = await scene.FailureAsync($"create database {scene.Database.Name}_x");

                failure.SqlState.Should().Be("42P04");
                failure.State.Should().Be(FailureState.RolledBack);
            }

            (await scene.HistoryAsync()).Should().BeEmpty();
        }
        finally
        {
            await RemoveAsync(scene);
        }
    }

    [PostgresFact]
    public async Task One_that_the_server_refused_to_make_and_somebody_made_by_hand_is_not_taken_for_ours()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        var create = $"create database {scene.Database.Name}_x template {scene.Database.Name}";
        try
        {
            await using (await scene.Database.OpenAsync()) (await scene.FailureAsync(create)).SqlState.Should().Be("55006", "somebody uses the template");
            await scene.Database.ExecuteAsync($"create database {scene.Database.Name}_x");

            (await scene.FailureAsync(create)).SqlState.Should().Be("42P04");
        }
        finally
        {
            await RemoveAsync(scene);
        }
    }

    private static async Task RemoveAsync(ApplyScene scene)
    {
        foreach (var sql in (string[])["drop database if exists {0}_x", "drop database if exists \"{0}_X\"", "drop tablespace if exists {0}_x", "drop subscription if exists {0}_x"])
            await scene.Database.ExecuteAsync(sql.Replace("{0}", scene.Database.Name, StringComparison.Ordinal));
    }
}
