using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>What the corpus of changes does not hold: rows, others, and what the reading leaves behind.</summary>
[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class EffectReaderTests(PostgresFixture postgres)
{
    private const string Shop = """
        create schema shop;
        create table shop.orders (id int primary key, note text); insert into shop.orders select g, 'n' from generate_series(1, 5) g;
        create table shop.lines (order_id int references shop.orders on delete cascade); insert into shop.lines select g from generate_series(1, 5) g;
        create table shop.days (d date) partition by range (d);
        create table shop.days_2026 partition of shop.days for values from ('2026-01-01') to ('2027-01-01'); insert into shop.days values ('2026-05-05');
        create table shop.empty (id int);
        """;

    [PostgresTheory]
    [InlineData("insert into shop.orders values (6, 'n'), (7, 'n')", "shop.orders +2 ~0 -0")]
    [InlineData("update shop.orders set note = note where id < 3", "shop.orders +0 ~2 -0")]
    [InlineData("delete from shop.orders where id = 1", "shop.lines +0 ~0 -1, shop.orders +0 ~0 -1")]
    [InlineData("truncate shop.orders cascade", "shop.lines +0 ~0 -0 truncated, shop.orders +0 ~0 -0 truncated")]
    [InlineData("truncate shop.empty", "shop.empty +0 ~0 -0 rewritten")]
    [InlineData("truncate shop.lines; insert into shop.lines values (1)", "shop.lines +1 ~0 -0 truncated")]
    [InlineData("alter table shop.orders alter note type text using upper(note)", "shop.orders +0 ~0 -0 rewritten")]
    [InlineData("alter table shop.orders drop note", "shop.orders +0 ~0 -0 dropped 1")]
    [InlineData("update shop.days set d = '2026-06-06'", "shop.days_2026 of shop.days +0 ~1 -0")]
    [InlineData("drop table shop.empty; create table shop.empty (id int); insert into shop.empty values (1)", "shop.empty +1 ~0 -0 truncated")]
    [InlineData("create table shop.fresh (id int); insert into shop.fresh values (1)", "shop.fresh +1 ~0 -0 new")]
    [InlineData("select * from shop.orders for update; lock shop.lines in access exclusive mode", "")]
    [InlineData("savepoint s; delete from shop.lines; rollback to s", "")]
    public async Task Tells_which_tables_were_written_to(string sql, string expected)
    {
        await using var database = await CreateAsync();
        await using var connection = await database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, sql);

        var effect = await EffectReader.ReadAsync(transaction, before, CancellationToken.None);

        effect.Counted.Should().BeTrue();
        string.Join(", ", effect.Writes.Select(Said).Order(StringComparer.Ordinal)).Should().Be(expected);
    }

    [PostgresTheory]
    [InlineData("savepoint s; create function shop.f() returns int language sql as 'select 1'; release savepoint s")]
    [InlineData("savepoint s; create function shop.f() returns int language sql as 'select 1'")]
    [InlineData("do $$ begin create function shop.f() returns int language sql as 'select 1'; exception when division_by_zero then null; end $$")]
    public async Task A_subtransaction_is_seen_while_others_begin_and_end_theirs(string sql)
    {
        await using var database = await CreateAsync();
        await using var connection = await database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, sql);
        await database.ExecuteAsync("create function shop.theirs() returns int language sql as 'select 1'");

        var effect = await EffectReader.ReadAsync(transaction, before, CancellationToken.None);

        effect.Change.Added.Should().Equal("function shop.f()");
    }

    [PostgresFact]
    public async Task Says_when_the_server_was_told_not_to_count()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "set local track_counts = off; delete from shop.lines");

        (await EffectReader.ReadAsync(transaction, before, CancellationToken.None)).Counted.Should().BeFalse();
    }

    [PostgresFact]
    public async Task Leaves_the_session_as_it_was()
    {
        const string Settings = "select string_agg(name || '=' || setting, ',' order by name) from pg_settings where name in ('search_path', 'timezone', 'jit', 'datestyle', 'row_security')";
        await using var database = await CreateAsync();
        await using var connection = await database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "set local search_path = shop; set local timezone = 'Asia/Tokyo'; alter table orders add paid boolean");
        var settings = await ScalarAsync(connection, Settings);

        await EffectReader.ReadAsync(transaction, before, CancellationToken.None);

        (await ScalarAsync(connection, Settings)).Should().Be(settings);
        (await ScalarAsync(connection, "select current_setting('lockkeeper.units', true)")).Should().Match(v => v == null || v == "");
    }

    [PostgresFact]
    public async Task A_renamed_schema_takes_everything_in_it_along()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "alter schema shop rename to store");

        var change = (await EffectReader.ReadAsync(transaction, before, CancellationToken.None)).Change;

        change.Removed.Should().Contain(["schema shop", "table shop.orders", "table shop.days_2026"]);
        change.Added.Should().Contain(["schema store", "table store.orders", "table store.days_2026"]);
    }

    [PostgresFact]
    public async Task What_another_session_commits_meanwhile_is_not_ours()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.OpenAsync();
        var before = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        await database.ExecuteAsync("create index before_us on shop.lines (order_id); create function shop.theirs() returns int language sql as 'select 1'");
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "alter table shop.orders add paid boolean");
        await database.ExecuteAsync("drop table shop.empty; comment on table shop.lines is 'theirs'; revoke select on shop.days from public; insert into shop.days values ('2026-07-07')");

        var effect = await EffectReader.ReadAsync(transaction, before, CancellationToken.None);

        effect.Change.Details.Select(d => d.Fact).Should().Equal("column shop.orders.paid");
        effect.Writes.Should().BeEmpty();
    }

    private async Task<TestDatabase> CreateAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync(Shop);
        return database;
    }

    private static string Said(WrittenTable table) =>
        $"{table.Name}{(table.PartitionOf is { } parent ? $" of {parent}" : "")} +{table.Inserted} ~{table.Updated} -{table.Deleted}"
        + $"{(table.Truncated ? " truncated" : "")}{(table.Rewritten ? " rewritten" : "")}{(table.IsNew ? " new" : "")}"
        + (table.DroppedColumns > 0 ? $" dropped {table.DroppedColumns}" : "");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
