using System.Text;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
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
        problems[0].What.Should().Contain("\"tabel\"").And.Contain("42601");
        problems[0].Fix.Should().Contain("create tabel b (id int)");
        (await scene.ExistsAsync("a")).Should().BeFalse();
        (await scene.ExistsAsync("c")).Should().BeFalse();
    }

    [PostgresTheory]
    [InlineData("insert into t valus (1)", "valus")]
    [InlineData("insert into t values (1,)", ")")]
    [InlineData("merge into t using s on t.a = s.a when matched then delet", "delet")]
    [InlineData("with x as (insert into t valus (1) returning *) select * from x", "valus")]
    [InlineData("select a, b form t", "t")]
    [InlineData("update t st a = 1", "a")]
    [InlineData("delete form t", "form")]
    [InlineData("truncate tabel t", "t")]
    [InlineData("create view v as select from from t", "from")]
    [InlineData("create materialized view v select 1", "select")]
    [InlineData("create function f() returns int language sql bgin atomic insert into t values (1); end", "bgin")]
    [InlineData("create function f() returns int languge plpgsql as $$ begin select 1 into x; end $$", "languge")]
    [InlineData("create function f() returns int begin atomic insert into t valus (1); end", "valus")]
    [InlineData("create trigger g after insrt on t for each row execute function f()", "insrt")]
    [InlineData("create policy p on t usng (true)", "usng")]
    [InlineData("create rule r as on insert to t do instead insert into u valus (1)", "valus")]
    [InlineData("alter table t add constraint c foreign key (a) refernces u (a)", "refernces")]
    [InlineData("drop tabel t", "tabel")]
    [InlineData("create index on t (a) wher a > 1", "wher")]
    [InlineData("create unique index concurrently i n t (a)", "n")]
    [InlineData("grant selct on t too public", "too")]
    [InlineData("comment on table t as 'into'", "as")]
    [InlineData("create type e as enumm ('a')", "enumm")]
    [InlineData("do $$ begin insert into t values (1); end $$ langage plpgsql", "langage")]
    [InlineData("call p 1", "1")]
    [InlineData("(select 1) unon (select 2)", "unon")]
    [InlineData("declare c cursor fr select 1", "fr")]
    [InlineData("execute p(1,)", ")")]
    [InlineData("explain analyse selct 1", "selct")]
    [InlineData("copy t form '/nowhere'", "form")]
    [InlineData("set search_path == a", "==")]
    [InlineData("vacuum fulll t u", "t")]
    [InlineData("perform f()", "perform")]
    [InlineData("raise notice 'x'", "raise")]
    [InlineData("if true then select 1", "if")]
    [InlineData("return", "return")]
    [InlineData("select E'\\u12'", "invalid Unicode escape")]
    public async Task A_mistake_in_a_statement_of_any_kind_is_found(string sql, string near)
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();
        var file = Read("20240101000000_f.sql", $"select 1;\n{sql};\nselect 2;");

        var problem = (await SyntaxCheck.FindAsync(connection, [file], default)).Should().ContainSingle().Subject;

        problem.Where.Should().Be("20240101000000_f.sql:2");
        problem.What.Should().Contain(near);
        problem.Fix.Should().Contain($": {sql.Split(';')[0]}");
    }

    [PostgresFact]
    public async Task No_statement_of_the_splitters_corpus_is_refused()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.sql");
        var corpus = files.Select((f, i) => MigrationFile.Read(new MigrationSource($"2024010100{i:0000}_{Path.GetFileName(f)}", System.IO.File.ReadAllBytes(f))).Migration!).ToList();

        var problems = await SyntaxCheck.FindAsync(connection, corpus, default);

        corpus.Sum(m => m.Statements.Count).Should().BeGreaterThan(600);
        problems.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_mistake_anywhere_in_the_splitters_corpus_is_found()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();
        var corpus = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.sql")
            .SelectMany(f => MigrationFile.Read(new MigrationSource("20240101000000_f.sql", System.IO.File.ReadAllBytes(f))).Migration!.Statements)
            .Where(s => ParsingForm.PrefixOf(s) is not null).Select(s => s.Text).Distinct(StringComparer.Ordinal).ToList();
        // Behind whatever a statement may end with, a comment included.
        var broken = corpus.Select((s, i) => Read($"20240101{i:000000}_f.sql", $"select 1;\n{s}\n) nonsense")).ToList();

        // Few at a time: after each mistake the others are sent again.
        var problems = new List<Problem>();
        foreach (var some in broken.Chunk(20)) problems.AddRange(await SyntaxCheck.FindAsync(connection, some, default));

        corpus.Should().HaveCountGreaterThan(400);
        problems.Select(p => p.Where.Split(':')[0]).Should().Equal(broken.Select(m => m.FileName));
    }

    [PostgresFact]
    public async Task The_place_is_right_also_where_the_statement_is_wrapped_to_be_parsed()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();

        var problems = await SyntaxCheck.FindAsync(
            connection, [File(1, "/* a\n b */ declare c cursor\n  for selct 1;"), File(2, "(select 1)\nunon\n(select 2)")], default);

        problems.Select(p => p.Where).Should().Equal("20240101000001_f.sql:3", "20240101000002_f.sql:2");
        problems[0].Fix.Should().EndWith(": for selct 1");
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
    [InlineData("with x as (insert into t values (1) returning *) select * from x")]
    [InlineData("create function f() returns int language sql begin atomic insert into t values (1); select 1; end")]
    [InlineData("create rule r as on insert to t do instead insert into u values (new.a)")]
    [InlineData("import foreign schema s from server x into public")]
    [InlineData("create table \"into\" (a int) -- into t")]
    [InlineData("do language plpgsql $x$ begin null; end $x$")]
    [InlineData("call p(1, $$a;b$$, array[1, 2])")]
    [InlineData("(select 1) union (select 2) order by 1 limit 1")]
    [InlineData("((select 1))")]
    [InlineData("(values (1)) union all (table t)")]
    [InlineData("(with x as (select 1) select * from x)")]
    [InlineData("/* a\n b */ declare c cursor with hold for select 1")]
    [InlineData("declare \"c\" insensitive no scroll cursor for values (1)")]
    [InlineData("fetch forward 1 from c")]
    [InlineData("move absolute 1 in c")]
    [InlineData("close all")]
    [InlineData("execute prepared(1, 'a')")]
    [InlineData("select a into temp t from b")]
    [InlineData("set standard_conforming_strings = on")]
    public async Task Right_statements_of_every_kind_pass(string sql)
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();

        (await SyntaxCheck.FindAsync(connection, [File(1, sql)], default)).Should().BeEmpty();
    }

    // Whatever else is wrong with it.
    private static Migration Read(string file, string sql) => MigrationFile.Read(new MigrationSource(file, Encoding.UTF8.GetBytes(sql))).Migration!;

    private static Migration File(int number, string sql) => ApplyScene.Migration(sql, $"2024010100{number:0000}_f.sql");
}
