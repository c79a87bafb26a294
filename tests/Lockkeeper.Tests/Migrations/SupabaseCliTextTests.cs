using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

/// <summary>
/// What the Supabase CLI 3.1.0 was seen to store in schema_migrations.statements, file by file, on PostgreSQL 15. Our history rows
/// have to be the same, so that both tools can be used in turn.
/// </summary>
public class SupabaseCliTextTests
{
    public static TheoryData<string, string, string[]> Seen { get; } = new()
    {
        { "plain", "create table a1(id int);\ncreate table a2(id int);\n", ["create table a1(id int)", "create table a2(id int)"] },
        { "comments before", "-- head\n-- two\n\nselect 1;\n-- between\nselect 2;\n", ["-- head\n-- two\n\nselect 1", "-- between\nselect 2"] },
        { "comment at the end of the file", "select 1;\n\n-- trailing\n", ["select 1", "-- trailing"] },
        { "comment after the semicolon", "select 1; -- one\nselect 2 -- two\n;\n", ["select 1", "-- one\nselect 2 -- two"] },
        { "comments inside", "select 1, -- the id\n  /* block */ 2;\n", ["select 1, -- the id\n  /* block */ 2"] },
        { "comments between semicolons", "select 1; /* a */ -- b\n/* c */ ; -- d\nselect 2 /* e */ ;\n",
            ["select 1", "/* a */ -- b\n/* c */", "-- d\nselect 2 /* e */"] },
        { "no last semicolon", "select 1;\nselect 2  \n\n", ["select 1", "select 2"] },
        { "CRLF", "-- head\r\nselect\r\n1;\r\n\r\nselect 2;\r\n", ["-- head\r\nselect\r\n1", "select 2"] },
        { "empty statements", ";;\nselect 1;;\n ; ;\nselect 2;\n;", ["select 1", "select 2"] },
        { "only a comment", "-- nothing here\n", ["-- nothing here"] },
        { "a comment and a semicolon", "-- nothing here\n;\nselect 1;\n", ["-- nothing here", "select 1"] },
        { "an empty file", "", [] },
        { "a blank file", "  \n\t\n", [] },
        { "byte order mark", "\ufeffselect 1;\n", ["select 1"] },
        { "byte order mark before a comment", "\ufeff-- hi\nselect 1;\n", ["-- hi\nselect 1"] },
        { "byte order marks in the middle", "select 1;\ufeffselect 2;\ufeff", ["select 1", "select 2"] },
        { "dollar quotes", "do $x$\nbegin\n  -- hi; there\nend;\n$x$;\nselect 1;\n", ["do $x$\nbegin\n  -- hi; there\nend;\n$x$", "select 1"] },
        { "a tag beyond ASCII", "select $é$a;b$é$;\nselect 2;", ["select $é$a;b$é$", "select 2"] },
        { "block comments", "/* a ; b */ select 1;/* c */\n/* n /* x */ y */ select 2;\n",
            ["/* a ; b */ select 1", "/* c */\n/* n /* x */ y */ select 2"] },
        { "white space around", "   select 1   ;\n\t select 2\t;\n", ["select 1", "select 2"] },
        { "vertical tabs and form feeds", "\f\vselect 1\f;\v\nselect 2;\f\n", ["select 1", "select 2"] },
        { "non-breaking space at the end", "select 1;\u00a0\n", ["select 1"] },
    };

    [Theory]
    [MemberData(nameof(Seen))]
    public void Keeps_of_each_statement_the_text_that_the_Supabase_CLI_stores(string name, string file, string[] stored) =>
        SqlSplitter.Split(file).Statements.Select(s => s.Text).Should().Equal(stored, name);

    [Fact]
    public void A_piece_without_code_is_kept_for_the_history_and_marked_as_a_comment() =>
        SqlSplitter.Split("select 1; -- end").Statements.Select(s => s.Kind).Should().Equal(SqlStatementKind.Ordinary, SqlStatementKind.Comment);
}
