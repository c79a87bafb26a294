using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
public sealed class PlaceTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Points_into_a_statement_of_several_lines() => await ExpectAsync(
        "create table a (id int);\n\nselect id,\n       nothing\nfrom a;\n",
        "20240101000000_first.sql:4: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 2 of 2)",
        "           nothing",
        "           ^");

    [PostgresFact]
    public async Task Counts_CRLF_as_one_line_end() => await ExpectAsync(
        "create table a (id int);\r\n\r\nselect id,\r\n  nothing\r\nfrom a;\r\n",
        "20240101000000_first.sql:4: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 2 of 2)",
        "      nothing",
        "      ^");

    [PostgresFact]
    public async Task Counts_a_carriage_return_alone_as_a_line_end_too() => await ExpectAsync(
        "create table a (id int);\r\rselect id,\r  nothing\rfrom a;\r",
        "20240101000000_first.sql:4: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 2 of 2)",
        "      nothing",
        "      ^");

    [PostgresFact]
    public async Task Shows_the_line_of_the_code_behind_a_comment_of_several_lines() => await ExpectAsync(
        "/* one\n two */ do $$ begin raise 'no'; end $$",
        "20240101000000_first.sql:2: ERROR: no (SQLSTATE P0001, statement 1 of 1)",
        "     two */ do $$ begin raise 'no'; end $$",
        "  where: PL/pgSQL function inline_code_block line 1 at RAISE");

    [PostgresFact]
    public async Task Counts_comment_lines_before_the_statement() => await ExpectAsync(
        "-- one\nselect 1;\n-- two\n/* three\n   four */\nselect nothing;\n",
        "20240101000000_first.sql:6: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 2 of 2)",
        "    select nothing",
        "           ^");

    [PostgresFact]
    public async Task Characters_outside_the_basic_plane_do_not_move_the_line() => await ExpectAsync(
        "select '🚢🚢🚢🚢🚢🚢🚢🚢' as \"ship\",\n  nothing;",
        "20240101000000_first.sql:2: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 1 of 1)",
        "      nothing",
        "      ^");

    [PostgresFact]
    public async Task A_character_outside_the_basic_plane_takes_two_columns_as_on_a_terminal() => await ExpectAsync(
        "select '🚢', nothing;",
        "20240101000000_first.sql:1: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 1 of 1)",
        "    select '🚢', nothing",
        "                 ^");

    [PostgresFact]
    public async Task Stands_below_the_place_behind_tabs() => await ExpectAsync(
        "select\n\t1,\tnothing;",
        "20240101000000_first.sql:2: ERROR: column \"nothing\" does not exist (SQLSTATE 42703, statement 1 of 1)",
        "    \t1,\tnothing",
        "    \t  \t^");

    [PostgresFact]
    public async Task Shows_the_line_of_the_code_where_the_server_names_no_place() => await ExpectAsync(
        "select 1;\n\n-- because\nupdate pg_class set relname = relname\nwhere 1 / (relnatts - relnatts) = 1;",
        "20240101000000_first.sql:4: ERROR: division by zero (SQLSTATE 22012, statement 2 of 2)",
        "    update pg_class set relname = relname");

    [PostgresFact]
    public async Task Tells_hint_and_context()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table users (email text)");

        var hinted = await scene.FailureAsync("select emial from users");
        var inside = await scene.FailureAsync("do $$\nbegin\n  perform 1 / 0;\nend $$;");

        hinted.Message.Should().Contain("\n  hint: Perhaps you meant to reference the column \"users.email\".");
        inside.Message.Should().Contain("20240101000000_first.sql:1: ERROR: division by zero").And.Contain("\n  where: ").And.Contain("line 3 at PERFORM");
    }

    private async Task ExpectAsync(string sql, params string[] lines)
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var failure = await scene.FailureAsync(sql);

        failure.Message.Split('\n').Should().Equal(lines);
    }
}
