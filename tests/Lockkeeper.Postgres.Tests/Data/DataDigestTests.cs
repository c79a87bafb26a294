using System.Data;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Data;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class DataDigestTests(PostgresFixture postgres)
{
    [PostgresTheory]
    [InlineData("integer", "1", "2")]
    [InlineData("text", "'a'", "'A'")]
    [InlineData("text", "null", "''")]
    [InlineData("numeric", "1.0", "1.00")]
    [InlineData("jsonb", "'{\"a\":1.0}'", "'{\"a\":1.00}'")]
    [InlineData("json", "'{\"a\":1}'", "'{\"a\": 1}'")]
    [InlineData("char(5)", "'a'", "'b'")]
    [InlineData("double precision", "0", "'-0'")]
    [InlineData("interval", "'1 day'", "'24 hours'")]
    [InlineData("integer[]", "'{1,2}'", "'[0:1]={1,2}'")]
    [InlineData("text[]", "'{{a}}'", "'{a}'")]
    [InlineData("point", "'(1,2)'", "'(2,1)'")]
    [InlineData("xml", "'<a/>'", "'<a></a>'")]
    [InlineData("tsvector", "'a b'", "'a c'")]
    [InlineData("bit(3)", "'101'", "'100'")]
    [InlineData("money", "1", "2")]
    [InlineData("timestamptz", "'2026-01-01 00:00+00'", "'2026-01-01 00:00:00.000001+00'")]
    [InlineData("int4range", "'[1,2)'", "'[1,3)'")]
    [InlineData("public.mood", "'sad'", "'ok'")]
    [InlineData("public.ci", "'a'", "'A'")]
    public async Task Tells_two_values_of_a_type_apart(string type, string one, string other)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync($"""
            create type public.mood as enum ('sad', 'ok');
            create collation public.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create domain public.ci as text collate public.caseless;
            create table public.a (x {type}); insert into public.a values ({one});
            create table public.b (x {type}); insert into public.b values ({other});
            create table public.c (x {type}); insert into public.c values ({one});
            """);

        var found = await ReadAsync(database, "public.*");

        found.Tables.Select(t => t.Rows).Should().Equal(1, 1, 1);
        found.Tables[0].Digest.Should().NotBe(found.Tables[1].Digest);
        found.Tables[0].Digest.Should().Be(found.Tables[2].Digest);
    }

    [PostgresFact]
    public async Task Does_not_depend_on_the_order_of_rows_or_columns_nor_on_dropped_columns()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            create table a (id integer, x text); insert into a select i, 'x' || i from generate_series(1, 500) i;
            create table b (x text, gone integer, id integer); insert into b select 'x' || i, 7, i from generate_series(500, 1, -1) i;
            alter table b drop column gone;
            """);

        var found = await ReadAsync(database, "public.a", "public.b");

        found.Tables[0].Should().Be(new TableDigest("public.a", 500, found.Tables[1].Digest));
    }

    [PostgresFact]
    public async Task Equal_rows_do_not_cancel_each_other()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table a (x int); insert into a values (1), (1); create table b (x int); insert into b values (2), (2)");

        var found = await ReadAsync(database, "public.*");

        found.Tables[0].Digest.Should().NotBe(found.Tables[1].Digest);
    }

    [PostgresFact]
    public async Task Compares_chosen_columns_before_and_after_a_change()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table a (id int, x text); insert into a values (1, 'x')");
        var columns = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["public.a"] = ["id", "x"] };
        await using var connection = await database.OpenAsync();
        var before = await DataDigest.ReadAsync(connection, ["public.a"], snapshot: null, columns, CancellationToken.None);

        await database.ExecuteAsync("alter table a add column y int default 5");

        var after = await DataDigest.ReadAsync(connection, ["public.a"], snapshot: null, columns, CancellationToken.None);
        after.Tables.Should().Equal(before.Tables);
        (await ReadAsync(database, "public.a")).Tables.Should().NotEqual(before.Tables);
    }

    [PostgresFact]
    public async Task Reads_from_an_exported_snapshot()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table a (x int); insert into a values (1)");
        await using var holder = await database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var export = new NpgsqlCommand("select pg_export_snapshot()", holder);
        var snapshot = (string)(await export.ExecuteScalarAsync())!;
        await database.ExecuteAsync("insert into a values (2)");

        await using var connection = await database.OpenAsync();
        var then = await DataDigest.ReadAsync(connection, ["public.a"], snapshot, CancellationToken.None);

        then.Tables.Single().Rows.Should().Be(1);
        (await ReadAsync(database, "public.a")).Tables.Single().Rows.Should().Be(2);
    }

    [PostgresFact]
    public async Task Resolves_names_as_PostgreSQL_does_and_tells_what_matched_nothing()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            create schema docs; create table docs.one (); create table docs."Two.x" (id int); create view docs.v as select 1 as x;
            create table docs.parts (id int) partition by list (id); create table docs.part_1 partition of docs.parts for values in (1);
            create table docs.child () inherits (docs."Two.x");
            insert into docs.parts values (1); insert into docs.child values (1);
            """);

        var found = await ReadAsync(database, "DOCS.*", "docs.\"Two.x\"", "docs.two*", "nowhere.*");

        found.Tables.Select(t => (t.Table, t.Rows)).Should().Equal(("docs.\"Two.x\"", 0), ("docs.child", 1), ("docs.one", 0), ("docs.parts", 1));
        found.Unmatched.Should().Equal("docs.two*", "nowhere.*");
        (await ReadAsync(database, "docs.part_1")).Tables.Single().Table.Should().Be("docs.part_1");
    }

    [PostgresFact]
    public async Task Fails_rather_than_digest_the_rows_that_row_security_shows()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            create role digest_reader login password 'digest_reader';
            create table a (x int); alter table a enable row level security; grant select on a to digest_reader;
            """);
        await using var connection = new NpgsqlConnection(database.ConnectionFor("digest_reader", "digest_reader").ConnectionString);
        await connection.OpenAsync();

        var digest = async () => await DataDigest.ReadAsync(connection, ["public.a"], snapshot: null, CancellationToken.None);

        (await digest.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [PostgresTheory]
    [InlineData("users")]
    [InlineData("a.b.c")]
    [InlineData("a.")]
    [InlineData("\"a.b")]
    public async Task Refuses_what_is_no_qualified_name(string pattern)
    {
        await using var database = await postgres.CreateDatabaseAsync();

        var digest = () => ReadAsync(database, pattern);

        await digest.Should().ThrowAsync<FormatException>();
    }

    private static async Task<DigestedTables> ReadAsync(TestDatabase database, params string[] patterns)
    {
        await using var connection = await database.OpenAsync();
        return await DataDigest.ReadAsync(connection, patterns, snapshot: null, CancellationToken.None);
    }
}
