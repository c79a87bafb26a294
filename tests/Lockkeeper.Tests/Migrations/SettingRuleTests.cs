using Lockkeeper.Failures;

namespace Lockkeeper.Tests.Migrations;

/// <summary>Settings that a file must not change.</summary>
public class SettingRuleTests
{
    [Theory]
    [InlineData("select 1;\nset standard_conforming_strings = off", 2)]
    [InlineData("SET LOCAL standard_conforming_strings TO 'of'", 1)]
    [InlineData("set session \"standard_conforming_strings\" = f", 1)]
    [InlineData("set standard_conforming_strings = 'no'", 1)]
    [InlineData("set standard_conforming_strings = 0", 1)]
    [InlineData("SET Standard_Conforming_Strings = False", 1)]
    [InlineData("select set_config('standard_conforming_strings', 'off', false)", 1)]
    [InlineData("select pg_catalog.set_config(\n'standard_conforming_strings', concat('o', 'ff'), true)", 2)]
    [InlineData("do $$ begin\nperform set_config('standard_conforming_strings', 'off', false); end $$", 2)]
    [InlineData("do $$ begin\nexecute 'set standard_conforming_strings = off'; end $$", 2)]
    public void Backslashes_keep_their_meaning(string sql, int line)
    {
        var problem = Problem(sql);

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.What.Should().Contain("standard_conforming_strings");
        problem.Fix.Should().Contain("E'…'");
    }

    [Theory]
    [InlineData("select 1;\nset client_encoding = 'LATIN1'", 2)]
    [InlineData("SET LOCAL client_encoding TO win1252", 1)]
    [InlineData("set names 'latin1'", 1)]
    [InlineData("set session names latin9", 1)]
    [InlineData("set client_encoding = sql_ascii", 1)]
    [InlineData("select set_config('client_encoding', 'LATIN1', false)", 1)]
    [InlineData("do $$ begin set client_encoding to latin1; end $$", 1)]
    public void The_text_stays_UTF_8(string sql, int line)
    {
        var problem = Problem(sql);

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.What.Should().Contain("client_encoding");
        problem.Fix.Should().Contain("UTF-8");
    }

    [Theory]
    [InlineData("set client_encoding = 'UTF8'")]
    [InlineData("set client_encoding to utf8")]
    [InlineData("SET NAMES 'utf-8'")]
    [InlineData("set names 'Unicode'")]
    [InlineData("set client_encoding to default")]
    [InlineData("set standard_conforming_strings = on")]
    [InlineData("SET standard_conforming_strings TO 'TRUE'")]
    [InlineData("set standard_conforming_strings = 1")]
    [InlineData("select pg_catalog.set_config('standard_conforming_strings', 'on', false)")]
    [InlineData("select pg_catalog.set_config('search_path', '', false)")]
    [InlineData("select current_setting('client_encoding')")]
    [InlineData("comment on table t is 'set client_encoding = latin1'")]
    [InlineData("create function f() returns text language sql set client_encoding = 'LATIN1' as 'select 1'")]
    [InlineData("create function f() returns void language plpgsql as $$ begin set standard_conforming_strings = off; end $$")]
    [InlineData("do $$ begin raise notice '%', current_setting('lock_timeout'); end $$")]
    [InlineData("do $$ begin -- set lock_timeout = 0;\n update limits set lock_timeout = 0; end $$")]
    [InlineData("set lock_timeout = 0")]
    [InlineData("set session characteristics as transaction read write")]
    [InlineData("set transaction_timeout = 0")]
    public void What_every_dump_writes_and_what_only_looks_like_it_is_fine(string sql) =>
        Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().BeEmpty();

    [Theory]
    [InlineData("do $$ begin\nset local lock_timeout = 0; drop table t; end $$", 2)]
    [InlineData("do $$ begin perform 1;\nset lock_timeout to '1h'; end $$", 2)]
    [InlineData("do $$ begin perform set_config('lock_timeout', '0', true); end $$", 1)]
    [InlineData("do $x$ begin execute $$\nset local lock_timeout = 0 $$; end $x$", 2)]
    public void A_block_that_would_wait_for_locks_as_it_likes_is_refused_because_nothing_of_ours_runs_within_it(string sql, int line)
    {
        var problem = Problem(sql);

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.What.Should().Contain("lock_timeout");
        problem.Fix.Should().Contain("before the block");
    }

    [Theory]
    [InlineData("select 1;\nset transaction isolation level serializable", 2)]
    [InlineData("SET LOCAL TRANSACTION READ ONLY", 1)]
    [InlineData("/* why\n */ set transaction read write", 2)]
    [InlineData("set transaction snapshot '0-1'", 1)]
    [InlineData("set transaction_isolation = 'serializable'", 1)]
    [InlineData("select set_config('transaction_read_only', 'on', true)", 1)]
    public void The_transaction_is_ours_so_that_SET_TRANSACTION_is_refused_by_name(string sql, int line)
    {
        var problem = Problem(sql);

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.What.Should().Contain("SET TRANSACTION");
        problem.Fix.Should().StartWith("Remove it").And.NotContain("own file");
    }

    private static Problem Problem(string sql) => Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().ContainSingle().Subject;
}
