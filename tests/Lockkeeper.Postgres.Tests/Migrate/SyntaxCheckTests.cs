using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
public sealed class SyntaxCheckTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Finds_the_first_mistake_of_every_file_with_its_line_and_runs_nothing()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();

        var problems = await SyntaxCheck.FindAsync(
            connection,
            [
                File(1, "create table a (id int);\n-- why\ncreate tabel b (id int);\nselect from from;"),
                File(2, "create table c (id int);"),
                File(3, "alter table nowhere\n  add colum x int;"),
            ],
            default);

        problems.Select(p => p.Where).Should().Equal("20240101000001_f.sql:3", "20240101000003_f.sql:2");
        problems[0].What.Should().Contain("\"tabel\"").And.Contain("42601").And.Contain("create tabel b (id int)");
        (await scene.ExistsAsync("a")).Should().BeFalse();
        (await scene.ExistsAsync("c")).Should().BeFalse();
    }

    [PostgresTheory]
    [InlineData("create function f() returns void language plpgsql as $lockkeeper$ begin null; end $lockkeeper$")]
    [InlineData("create function f(a int) returns int begin atomic select a; select case when a > 1 then 1 else 2 end; end")]
    [InlineData("create rule r as on insert to t do also (delete from t; select 1)")]
    [InlineData("create table t as select 1 as a")]
    [InlineData("select 1 into t")]
    [InlineData("insert into t values (1) returning *")]
    [InlineData("do $$ begin raise notice 'x'; end $$")]
    [InlineData("create index concurrently i on t (a)")]
    [InlineData("vacuum t")]
    [InlineData("select set_config('a.b', 'c', true) where current_setting('lock_timeout') = '0'")]
    [InlineData("comment on table t is 'it''s; $$ here'")]
    [InlineData("grant select on all tables in schema public to public -- to all")]
    [InlineData("execute prepared")]
    [InlineData("prepare p as select $1::int")]
    [InlineData("with x as (select 1) select * from x")]
    [InlineData("set local search_path = ''")]
    [InlineData("merge into t using s on t.a = s.a when matched then delete")]
    public async Task Right_statements_of_every_kind_pass(string sql)
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();

        (await SyntaxCheck.FindAsync(connection, [File(1, sql)], default)).Should().BeEmpty();
    }

    private static Migration File(int number, string sql) => ApplyScene.Migration(sql, $"2024010100{number:0000}_f.sql");
}
