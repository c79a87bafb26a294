using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Rehearsing;

/// <summary>A traced migration is applied as every other one.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TracedMigrationTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Leaves_the_same_history_row_and_takes_nothing_from_the_file()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        await scene.TraceAsync("create table shop.one (id int);\ncreate table shop.two (id int);\n-- The end.");

        (await scene.ScalarAsync<string[]>("select statements from supabase_migrations.schema_migrations")).Should().Equal(
            "create table shop.one (id int)", "create table shop.two (id int)", "-- The end.");
    }

    [PostgresTheory]
    [InlineData("set local role pg_monitor;\nselect 1;")]
    [InlineData("set local search_path = '';\ncreate table shop.one (id int);")]
    [InlineData("set local search_path = shop, pg_catalog;\ncreate function shop.quote_ident(name) returns text language sql as 'select 1::text';\nselect 1;")]
    [InlineData("set local statement_timeout = '1s';\nset local enable_seqscan = off;\nselect 1;")]
    [InlineData("create temporary table kept (id int);\ninsert into kept values (1);\ndrop table kept;")]
    [InlineData("do $$ begin create table shop.one (id int); exception when others then null; end $$;\nselect 1;")]
    public async Task Runs_whatever_the_file_does_with_its_session(string sql)
    {
        await using var scene = await TraceScene.CreateAsync(server);

        (await scene.TraceAsync(sql)).Should().HaveCount(sql.Count(c => c == '\n') + 1);
    }

    [PostgresFact]
    public async Task Fails_at_the_same_place_and_what_ran_before_is_known()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var failure = await scene.FailureAsync("alter table shop.orders add paid boolean;\nalter table shop.orders\n  add check (id > 10);");

        failure.Message.Should().StartWith("20240101000000_traced.sql:2: ERROR: check constraint").And.Contain("SQLSTATE 23514, statement 2 of 2");
        scene.Statements.Should().ContainSingle().Which.Locks.Should().Equal(new HeldLock("shop.orders", "AccessExclusiveLock"));
        (await scene.ScalarAsync<bool>("select to_regclass('supabase_migrations.schema_migrations') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task New_files_count_as_log_also_where_the_server_need_not_log_them()
    {
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Settings = ["wal_level = minimal", "max_wal_senders = 0"] }, CancellationToken.None);
        await using var scene = await TraceScene.CreateAsync(cluster);

        var statement = (await scene.TraceAsync("alter table shop.orders alter id type bigint;")).Single();

        statement.WalBytes.Should().BeGreaterThanOrEqualTo(statement.Rewrites.Sum(r => r.Bytes));
    }
}
