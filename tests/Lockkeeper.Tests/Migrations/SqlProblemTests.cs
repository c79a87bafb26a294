using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

public class SqlProblemTests
{
    [Theory]
    [InlineData("select 1;\nselect 'abc;\n\n", 2, "quoted text")]
    [InlineData("select 1;\nselect E'abc\\';\n\n", 2, "quoted text")]
    [InlineData("select 1;\n\nselect \"abc;\n", 3, "quoted name")]
    [InlineData("select 1;\nselect\n$body$ abc; $$\n", 3, "dollar-quoted text")]
    [InlineData("/* a\n /* b */\nselect 1;\n", 1, "comment")]
    [InlineData("select 1;\nselect (\n(1);\nselect 2;", 2, "parenthesis")]
    [InlineData("select 1;\ncreate function f() returns int\nbegin atomic\nselect 1;\nselect 2;", 3, "BEGIN ATOMIC")]
    public void What_is_never_closed_is_told_with_the_line_where_it_began(string sql, int line, string what)
    {
        var problem = SqlSplitter.Split(sql).Problems.Should().ContainSingle().Subject;

        problem.Line.Should().Be(line);
        problem.What.Should().Contain(what);
    }

    [Fact]
    public void An_unclosed_dollar_quote_names_its_tag() =>
        SqlSplitter.Split("do $body$ begin").Problems.Should().ContainSingle().Which.Fix.Should().Contain("$body$");

    [Fact]
    public void Commands_of_psql_are_refused_each_with_its_line()
    {
        var script = SqlSplitter.Split("\\restrict it's\nselect 1;\n  \\i other.sql\nselect 2;\n");

        script.Problems.Select(p => (p.Line, p.What.Split(' ')[0])).Should().Equal((1, "\\restrict"), (3, "\\i"));
        script.Statements.Select(s => s.Text).Should().Equal("select 1", "select 2");
    }

    [Fact]
    public void Rows_after_COPY_are_refused_once_and_not_read_as_SQL()
    {
        var script = SqlSplitter.Split("select 1;\ncopy t (a)\nfrom stdin;\nit's (\n\\N\n\\.\n\nselect 2;\n");

        script.Problems.Should().ContainSingle().Which.Line.Should().Be(2);
        script.Statements.Select(s => s.Text).Should().Equal("select 1", "copy t (a)\nfrom stdin", "select 2");
    }

    [Theory]
    [InlineData("copy (select a from t) to stdout; select 2")]
    [InlineData("COPY t TO STDOUT WITH (FORMAT csv); select 2")]
    public void COPY_to_the_client_is_refused_and_what_follows_is_still_read(string sql)
    {
        var script = SqlSplitter.Split(sql);

        script.Problems.Should().ContainSingle();
        script.Statements.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("copy t from '/data/rows.csv'")]
    [InlineData("select a from stdin")]
    public void What_only_resembles_COPY_with_rows_is_fine(string sql) => SqlSplitter.Split(sql).Problems.Should().BeEmpty();
}
