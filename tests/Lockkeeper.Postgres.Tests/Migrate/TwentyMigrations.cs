using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>
/// Twenty migrations of every kind, of which the database tells how often each took effect: those in a transaction count themselves, and
/// nothing that they make can be made twice.
/// </summary>
internal static class TwentyMigrations
{
    /// <summary>The lot: 15 that run inside a transaction, and 5 that cannot.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Enumerable.Range(1, 20).Select(i => Of(i, i switch
    {
        4 => "create index concurrently t3_note on work.t3 (note)",
        9 => "create unique index concurrently t8_id_note on work.t8 (id, note)",
        13 => "drop index concurrently work.t3_note",
        15 => "reindex table concurrently work.t8",
        17 => "vacuum (analyze) work.t1",
        _ => Sql(i),
    }))];

    /// <summary>One of each kind, for those who look at every single message.</summary>
    public static IReadOnlyList<Migration> OneOfEach { get; } =
        [Of(1, Sql(1)), Of(2, "create index concurrently t1_x_note on work.t1 (note)"), Of(3, "vacuum work.t1")];

    /// <summary>Two that go out together.</summary>
    public static IReadOnlyList<Migration> Together { get; } = [Of(1, Sql(1)), Of(2, Sql(2))];

    /// <summary>Puts the database back to before all of them.</summary>
    public const string ResetSql = """
        set client_min_messages = error;
        drop schema if exists work, supabase_migrations cascade;
        create schema work; create table work.counter (n int); insert into work.counter values (0); create table work.done (migration int);
        """;

    /// <summary>Everything is there, exactly once, and nothing else is.</summary>
    public static async Task ShouldBeAppliedAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, string because)
    {
        var counting = migrations.Where(m => !m.RunsOutsideTransaction).Select(m => int.Parse(m.Version[^2..], null)).ToList();
        await using var command = new NpgsqlCommand(
            """
            select (select n from work.counter), (select array_agg(migration order by migration) from work.done),
                   (select array_agg(version order by version) from supabase_migrations.schema_migrations),
                   (select count(*)::int from pg_class c where relnamespace = 'work'::regnamespace and relname ~ '^t[0-9]+$' and relkind = 'r'),
                   (select coalesce(array_agg(relname::text order by relname), '{}') from pg_class where relnamespace = 'work'::regnamespace and relname ~ '_note$'),
                   (select count(*)::int from pg_index where not indisvalid)
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        reader.GetInt32(0).Should().Be(counting.Count, because);
        reader.GetFieldValue<int[]>(1).Should().Equal(counting, because);
        reader.GetFieldValue<string[]>(2).Should().Equal(migrations.Select(m => m.Version), because);
        reader.GetInt32(3).Should().Be(counting.Count, because);
        reader.GetFieldValue<string[]>(4).Should().Equal(migrations.Count switch { 20 => ["t8_id_note"], 3 => ["t1_x_note"], _ => [] }, because);
        reader.GetInt32(5).Should().Be(0, because);
    }

    private static Migration Of(int number, string sql) => ApplyScene.Migration(sql, $"202401010000{number:00}_number_{number}.sql");

    private static string Sql(int i) => (i % 4) switch
    {
        0 => Table(i) + Count(i) + $"create view work.v{i} as select * from work.t{i};\ngrant select on work.v{i} to public;",
        1 => Table(i) + $"do $$ begin raise notice 'number {i}'; raise warning 'and on'; end $$;\n" + Count(i),
        2 => Count(i) + Table(i) + $"drop table if exists work.nosuch;\nalter table work.t1 add column extra_{i} int not null default 1;",
        _ => $"create function work.f{i}() returns int language plpgsql as $$ begin return {i}; end; $$;\n" + Table(i) + $"set search_path = work;\n" + Count(i),
    };

    private static string Table(int i) =>
        $"create table work.t{i} (id int primary key, note text);\ninsert into work.t{i} select g, 'note ' || g from generate_series(1, 20) g;\n";

    private static string Count(int i) => $"update work.counter set n = n + 1;\ninsert into work.done values ({i});\n";
}
