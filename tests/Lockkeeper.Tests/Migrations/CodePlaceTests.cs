using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

/// <summary>Where the code of a statement begins: a comment may end in the line in which it does.</summary>
public class CodePlaceTests
{
    [Theory]
    [InlineData("/* a\n b */ do $$ begin commit; end $$", "COMMIT in a DO block", 2)]
    [InlineData("select 1; /* a\n b */ /* c */ do $$ begin\ncommit; end $$", "COMMIT in a DO block", 3)]
    [InlineData("-- a\r\n/* b\r\n */do $$ begin commit; end $$", "COMMIT in a DO block", 3)]
    [InlineData("/* a\n b */ alter type s add value 'x'; /* c\n */ select 'x'::s", "of the enum s is added in line 2", 3)]
    public void The_rules_see_code_behind_a_comment_of_several_lines(string sql, string what, int line)
    {
        var problem = Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().ContainSingle().Subject;

        problem.What.Should().Contain(what);
        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
    }

    [Fact]
    public void A_lock_behind_a_comment_is_seen_too() =>
        Files.Folder(("20240101000000_a.sql", "/* a\n b */ lock table t; create index concurrently i on t(a)")).Problems()
            .Should().Contain(p => p.What.StartsWith("LOCK TABLE", StringComparison.Ordinal));

    [Theory]
    [InlineData("select 1;\rselect 2;\r\rselect 3;", 1, 2, 4)]
    [InlineData("select 1;\r\nselect 2;\n\rselect 3;", 1, 2, 4)]
    [InlineData("select 1;\n\nselect\r\n2;\rselect 3;", 1, 3, 5)]
    public void A_carriage_return_alone_ends_a_line_too(string sql, params int[] lines) =>
        SqlSplitter.Split(sql).Statements.Select(s => s.Line).Should().Equal(lines);

    [Fact]
    public void A_rule_tells_the_line_also_where_lines_end_with_a_carriage_return() =>
        Files.Folder(("20240101000000_a.sql", "select 1;\r\rcommit;\rselect 2;")).Problems()
            .Should().ContainSingle().Which.Where.Should().Be("20240101000000_a.sql:3");
}
