using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

/// <summary>What a file must not hold because it is applied in one transaction, or in none.</summary>
public class TransactionRuleTests
{
    [Theory]
    [InlineData("select 1;\ndo $$\nbegin\n  perform 1;\n  commit;\nend $$;", 5, "COMMIT")]
    [InlineData("do language plpgsql $x$ begin\nfor i in 1..3 loop rollback; end loop; end $x$", 2, "ROLLBACK")]
    [InlineData("do 'begin if true then\ncommit and chain; end if; raise notice ''x''; end' language 'plpgsql'", 2, "COMMIT")]
    [InlineData("/* why */ do $$ begin <<again>> commit; end $$", 1, "COMMIT")]
    public void A_block_that_ends_the_transaction_is_refused_with_the_line_of_the_command(string sql, int line, string command)
    {
        var problem = Problem(sql);

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.What.Should().StartWith($"{command} in a DO block");
    }

    [Theory]
    [InlineData("do $$ declare commit int := 1; begin commit := 2; end $$")]
    [InlineData("do $$ begin -- then commit;\n raise notice 'x; commit;'; end $$")]
    [InlineData("do language plpython3u $$ begin; commit; $$")]
    [InlineData("create procedure p() language plpgsql as $$ begin commit; end $$")]
    [InlineData("comment on table t is 'do $$ begin commit; end $$'")]
    public void What_only_looks_like_it_is_fine(string sql) => Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().BeEmpty();

    [Theory]
    [InlineData("alter type status add value 'gone';\nupdate t set s =\n  'gone'::status", 3, "status")]
    [InlineData("alter type app.status add value 'it''s' before 'x';\nselect cast('it''s' as app.Status)", 2, "app.status")]
    [InlineData("alter type app.\"Status\" add value 'gone'; alter table t alter s set default 'gone' :: \"Status\"", 1, "app.Status")]
    public void A_new_enum_value_that_is_used_in_its_own_file_is_refused_with_the_line_of_the_use(string sql, int line, string type)
    {
        var problem = Problem(sql);

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.What.Should().Contain($"of the enum {type} is added in line 1");
        problem.Fix.Should().Contain("earlier file");
    }

    [Theory]
    [InlineData("create type status as enum ('new'); alter type status add value 'gone'; select 'gone'::status")]
    [InlineData("do $$ begin create  type status as enum ('new'); end $$; alter type status add value 'gone'; select 'gone'::status")]
    [InlineData("alter type status add value if not exists 'gone'; select 'gone'::status")]
    [InlineData("alter type status add value 'gone'; select 'gone'::text, 'other'::status, cast('gone' as varchar)")]
    [InlineData("alter type status add value 'gone'; select '{gone}'::status[], 'gone'::status[]")]
    [InlineData("alter type a.status add value 'gone'; select 'gone'::b.status")]
    [InlineData("alter type status add value 'gone'; insert into words values ('gone')")]
    [InlineData("alter type status rename value 'was' to 'gone'; select 'gone'::status")]
    [InlineData("select 'gone'::status; alter type status add value 'gone'")]
    public void What_may_be_right_is_left_to_the_server(string sql) => Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().BeEmpty();

    [Fact]
    public void A_lock_beside_a_statement_that_needs_no_transaction_is_refused_by_name()
    {
        var problems = Files.Folder(("20240101000000_a.sql", "lock table t;\ncreate index concurrently i on t(a);")).Problems();

        problems.Select(p => p.Where).Should().Equal("20240101000000_a.sql:1", "20240101000000_a.sql:2");
        problems[0].What.Should().Be("LOCK TABLE holds its lock to the end of a transaction, and with CREATE INDEX CONCURRENTLY this file has none.");
    }

    [Fact]
    public void A_lock_in_a_transaction_is_fine() =>
        Files.Folder(("20240101000000_a.sql", "lock table t in share mode; update t set a = 1")).Problems().Should().BeEmpty();

    [Theory]
    [InlineData("55P04", "ADD VALUE into a file of its own")]
    [InlineData("2D000", "a procedure or a block with COMMIT or ROLLBACK")]
    [InlineData("25001", "as its only statement")]
    public void Errors_that_come_from_the_transaction_get_the_way_out(string sqlState, string way) =>
        StatementAdvice.For(sqlState, "20240101000000_a.sql").Should().Contain(way);

    private static Problem Problem(string sql) => Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().ContainSingle().Subject;
}
