using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Rehearsing;

[Collection(PostgresCollection.Name)]
public sealed class LockTracerTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Tells_the_locks_that_are_new_with_each_statement()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync("""
            create index on shop.orders (note);
            alter table shop.orders add paid boolean;
            comment on table shop.orders is 'What was bought.';
            select count(*) from shop.customers;
            -- The strongest of all is held by now.
            alter table shop.orders add sent boolean;
            drop table shop.customers;
            """);

        traced.Select(s => s.Line).Should().Equal(1, 2, 3, 4, 6, 7);
        traced.Select(s => string.Join(", ", s.Locks.Select(l => $"{l.Relation} {l.Mode}"))).Should().Equal(
            "shop.orders ShareLock", "shop.orders AccessExclusiveLock", "shop.orders ShareUpdateExclusiveLock", "", "", "shop.customers AccessExclusiveLock");
    }

    [PostgresFact]
    public async Task What_a_migration_makes_itself_holds_up_nobody()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync("""
            create table shop.parts (id int primary key, name text);
            insert into shop.parts select i, repeat('y', 100) from generate_series(1, 1000) i;
            create index on shop.parts (name);
            alter table shop.parts alter id type bigint;
            """);

        traced.Should().HaveCount(4).And.OnlyContain(s => s.Locks.Count == 0 && s.Scans.Count == 0 && s.Rewrites.Count == 0);
        traced.Should().OnlyContain(s => s.WalBytes > 0);
        traced[1].WalBytes.Should().BeGreaterThan(100_000, "a thousand rows of more than a hundred bytes were logged");
    }

    [PostgresFact]
    public async Task A_type_that_needs_other_bytes_makes_table_and_indexes_anew()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var statement = (await scene.TraceAsync("alter table shop.orders alter id type bigint;")).Single();

        statement.Rewrites.Select(r => (r.Relation, r.Kind)).Should().BeEquivalentTo(
            [("shop.orders", RewriteKind.Rewritten), ("shop.orders_pkey", RewriteKind.IndexRebuilt)]);
        statement.Rewrites.Should().OnlyContain(r => r.Bytes > 0);
        statement.WalBytes.Should().BeGreaterThan(statement.Rewrites[0].Bytes, "every row was logged");
        statement.Scans.Should().Contain(s => s.Table == "shop.orders" && s.Rows >= TraceScene.Orders);
    }

    [PostgresFact]
    public async Task A_type_that_only_allows_more_makes_nothing_anew()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync("alter table shop.orders add code varchar(10);\nalter table shop.orders alter code type varchar(20);");

        traced.Should().OnlyContain(s => s.Rewrites.Count == 0 && s.Scans.Count == 0);
    }

    [PostgresFact]
    public async Task An_index_that_is_built_reads_its_whole_table()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var statement = (await scene.TraceAsync("create index orders_customer on shop.orders (customer);")).Single();

        statement.Rewrites.Should().ContainSingle().Which.Should().Match<Rewrite>(r => r.Relation == "shop.orders_customer" && r.Kind == RewriteKind.IndexBuilt && r.Bytes > 0);
        statement.Scans.Should().Equal(new TableScan("shop.orders", 1, TraceScene.Orders));
        statement.WalBytes.Should().BePositive();
    }

    [PostgresFact]
    public async Task A_constraint_is_checked_by_reading_every_row_and_one_that_is_not_valid_yet_is_not()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync("""
            alter table shop.orders add constraint positive check (id > 0);
            alter table shop.orders add constraint known foreign key (customer) references shop.customers not valid;
            alter table shop.orders validate constraint known;
            """);

        traced[0].Scans.Should().Equal(new TableScan("shop.orders", 1, TraceScene.Orders));
        traced[1].Scans.Should().BeEmpty();
        traced[2].Scans.Should().Contain(new TableScan("shop.orders", 1, TraceScene.Orders));
        traced[1].Locks.Select(l => $"{l.Relation} {l.Mode}").Should().Contain("shop.customers ShareRowExclusiveLock");
    }

    [PostgresFact]
    public async Task A_table_that_is_emptied_is_told_from_one_that_is_written_anew()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync("truncate shop.orders;\nalter table shop.customers set logged;\ncluster shop.customers using customers_pkey;");

        traced[0].Rewrites.Should().Contain(r => r.Relation == "shop.orders" && r.Kind == RewriteKind.Emptied);
        traced[1].Rewrites.Should().BeEmpty();
        traced[2].Rewrites.Should().Contain(r => r.Relation == "shop.customers" && r.Kind == RewriteKind.Rewritten);
    }

    [PostgresFact]
    public async Task A_statement_outside_a_transaction_is_seen_from_before_and_after()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var statement = (await scene.TraceAsync("-- Beside the writers.\ncreate index concurrently orders_note on shop.orders (note);")).Single();

        statement.Line.Should().Be(2);
        statement.Rewrites.Should().ContainSingle().Which.Should().Match<Rewrite>(r => r.Relation == "shop.orders_note" && r.Kind == RewriteKind.IndexBuilt);
        // A session that has just ended tells what it did a moment later: what filled the tables may be seen here, too.
        statement.Scans.Should().ContainSingle(s => s.Table == "shop.orders").Which.Rows.Should().BeGreaterThanOrEqualTo(2 * TraceScene.Orders);
        statement.Locks.Should().BeEmpty("it has let go of them");
        statement.WalBytes.Should().BePositive();
    }

    [PostgresFact]
    public async Task Time_is_that_of_the_statement_and_not_of_the_looking()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync("select 1;\nselect pg_sleep(0.2);\nselect 2;");

        traced[1].Seconds.Should().BeGreaterThanOrEqualTo(0.2);
        traced[0].Seconds.Should().BeLessThan(traced[1].Seconds);
        traced[2].Seconds.Should().BeLessThan(traced[1].Seconds);
        scene.ReadingSeconds.Should().BePositive();
    }
}
