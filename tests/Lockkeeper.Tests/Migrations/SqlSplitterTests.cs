using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

public class SqlSplitterTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1", "select 2")]
    [InlineData("select $$a;b$$; select 2", "select $$a;b$$", "select 2")]
    [InlineData("select $fn$a;$$;$fn $fn$; select 2", "select $fn$a;$$;$fn $fn$", "select 2")]
    [InlineData("select $b$$a$;$b$; select 2", "select $b$$a$;$b$", "select 2")]
    [InlineData("create table q$a$(id int); create table q$b$(id int)", "create table q$a$(id int)", "create table q$b$(id int)")]
    [InlineData("prepare p as select $1;select $2$a$;$a$", "prepare p as select $1", "select $2$a$;$a$")]
    [InlineData("select /* a /* ; */ ; */ 1; select 2", "select /* a /* ; */ ; */ 1", "select 2")]
    [InlineData("select 1 -- a;\n; select 2", "select 1 -- a;", "select 2")]
    [InlineData("select 1 -- a\r; select 2", "select 1 -- a", "select 2")]
    [InlineData("select 'it''s; fine', 'c:\\'; select 2", "select 'it''s; fine', 'c:\\'", "select 2")]
    [InlineData("select E'it\\'s; fine', e'\\\\'; select 2", "select E'it\\'s; fine', e'\\\\'", "select 2")]
    [InlineData("select name'\\'; select 2", "select name'\\'", "select 2")]
    [InlineData("select U&'\\', u&\";\"\";\"; select 2", "select U&'\\', u&\";\"\";\"", "select 2")]
    [InlineData("select B'1', X'1F', N';'; select 2", "select B'1', X'1F', N';'", "select 2")]
    [InlineData("select \"a;\"\"b\"; select 2", "select \"a;\"\"b\"", "select 2")]
    [InlineData("select 1 +--;\n2; select 3 */* ; */4", "select 1 +--;\n2", "select 3 */* ; */4")]
    [InlineData("create rule r as on insert to t do (select 1; select 2); select 3",
        "create rule r as on insert to t do (select 1; select 2)", "select 3")]
    public void Ends_a_statement_only_at_a_semicolon_that_PostgreSQL_takes_as_an_end(string sql, params string[] statements) =>
        Texts(sql).Should().Equal(statements);

    [Theory]
    [InlineData("select E'a'\n'b\\';c'; select 2", "select E'a'\n'b\\';c'", "select 2")]
    [InlineData("select E'a' -- x\n -- y\n'b\\';c'; select 2", "select E'a' -- x\n -- y\n'b\\';c'", "select 2")]
    [InlineData("select 'a'\n'b\\'; select 2", "select 'a'\n'b\\'", "select 2")]
    public void A_string_that_goes_on_in_the_next_line_keeps_the_rules_of_its_first_line(string sql, params string[] statements) =>
        Texts(sql).Should().Equal(statements);

    [Theory]
    [InlineData("create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 9")]
    [InlineData("CREATE OR REPLACE PROCEDURE f(a int default (1)) BEGIN ATOMIC select (case 1 when 1 then case when true then 1 end end); END; select 9")]
    [InlineData("create function f() returns int begin atomic; select 1 as end; select t.end from t; end; select 9")]
    [InlineData("create function f(begin int) returns int language sql as 'select 1;'; select 9")]
    [InlineData("create function f() returns int return case when true then 1 else 2 end; select 9")]
    public void The_body_of_a_routine_stays_in_one_piece(string sql) => Texts(sql).Should().HaveCount(2).And.EndWith("select 9");

    [Theory]
    [InlineData("create table t(atomic int); select 1 as begin; select atomic from t; select 4", 4)]
    [InlineData("select 1 begin, 2 atomic; select 2", 2)]
    public void Names_that_look_like_a_body_do_not_open_one(string sql, int count) => Texts(sql).Should().HaveCount(count);

    [Fact]
    public void Counts_lines_from_the_first_comment_and_from_the_first_word()
    {
        var statements = SqlSplitter.Split("\n-- head\r\n\r\nselect 1;\n\n/* a\n b */ select 'x\ny';\n  select 3").Statements;

        statements.Select(s => (s.Line, s.CodeLine)).Should().Equal((2, 4), (6, 7), (9, 9));
    }

    [Fact]
    public void A_byte_order_mark_is_not_part_of_the_first_statement() =>
        SqlSplitter.Split([0xEF, 0xBB, 0xBF, .. "vacuum"u8]).Statements.Should().ContainSingle().Which.Kind.Should().Be(SqlStatementKind.OutsideTransaction);

    private static IEnumerable<string> Texts(string sql)
    {
        var script = SqlSplitter.Split(sql);
        script.Problems.Should().BeEmpty();
        return script.Statements.Select(s => s.Text);
    }
}
