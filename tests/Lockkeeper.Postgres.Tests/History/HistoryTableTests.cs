using System.Text;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.History;

[Collection(PostgresCollection.Name)]
public sealed class HistoryTableTests(PostgresFixture server)
{
    private const string Columns = """
        select string_agg(format('%s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' end,
                                 case when i.indisprimary then ' primary key' end), ', ' order by a.attnum)
        from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and a.attnum = any (i.indkey)
        where a.attrelid = 'supabase_migrations.schema_migrations'::regclass and a.attnum > 0 and not a.attisdropped
        """;

    [PostgresFact]
    public async Task Is_made_as_the_Supabase_CLI_makes_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var connection = await database.OpenAsync();
        (await HistoryTable.ExistsAsync(connection, CancellationToken.None)).Should().BeFalse();
        (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Should().BeEmpty();

        await database.ExecuteAsync(HistoryTable.CreateSql);
        await database.ExecuteAsync(HistoryTable.CreateSql);

        (await database.ScalarAsync<string>(Columns)).Should().Be("version text not null primary key, statements text[], name text");
        (await HistoryTable.ExistsAsync(connection, CancellationToken.None)).Should().BeTrue();
    }

    [PostgresFact]
    public async Task A_table_of_a_very_old_CLI_is_read_and_gets_its_missing_columns()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            create schema supabase_migrations;
            create table supabase_migrations.schema_migrations (version text not null primary key);
            insert into supabase_migrations.schema_migrations values ('20240101000000');
            """);
        await using var connection = await database.OpenAsync();
        var before = await HistoryTable.ReadAsync(connection, CancellationToken.None);
        var complete = await HistoryTable.ExistsAsync(connection, CancellationToken.None);

        await database.ExecuteAsync(HistoryTable.CreateSql);

        before.Should().Equal([new HistoryRow("20240101000000", null, null)], "what is applied must never be taken for pending");
        complete.Should().BeFalse();
        (await database.ScalarAsync<string>(Columns)).Should().Be("version text not null primary key, statements text[], name text");
        (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Should().Equal(new HistoryRow("20240101000000", null, null));
    }

    [PostgresFact]
    public async Task Rows_come_in_the_text_order_of_their_versions_whatever_the_collation()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(HistoryTable.CreateSql + "insert into supabase_migrations.schema_migrations values ('9', null, 'c'), ('20240102000000', '{}', 'b'), ('10', null, null)");
        await using var connection = await database.OpenAsync();

        var rows = await HistoryTable.ReadAsync(connection, CancellationToken.None);

        rows.Select(r => r.Version).Should().Equal("10", "20240102000000", "9");
        rows.Select(r => r.Name).Should().Equal(null, "b", "c");
    }

    [PostgresFact]
    public async Task Columns_that_others_added_do_not_matter()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(HistoryTable.CreateSql + "alter table supabase_migrations.schema_migrations add created_by text default current_user");
        var migration = Migration("create table \"a\" (t text default 'x;y');\n-- why\nselect 1;");

        await using var connection = await database.OpenAsync();
        await using (var batch = new NpgsqlBatch(connection) { BatchCommands = { HistoryTable.Insert(migration) } })
            await batch.ExecuteNonQueryAsync();

        var row = (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Should().ContainSingle().Which;
        row.Version.Should().Be("20240101000000");
        row.Name.Should().Be("first");
        row.Statements.Should().Equal("create table \"a\" (t text default 'x;y')", "-- why\nselect 1");
    }

    private static Migration Migration(string sql) => MigrationFile.Read(new MigrationSource("20240101000000_first.sql", Encoding.UTF8.GetBytes(sql))).Migration!;
}
