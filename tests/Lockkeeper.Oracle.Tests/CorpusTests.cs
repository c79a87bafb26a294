using System.Text;
using System.Text.RegularExpressions;
using Lockkeeper.Migrations;

namespace Lockkeeper.Oracle.Tests;

public partial class CorpusTests
{
    /// <summary>Every file of the corpus and how many statements it has: an oracle that sees fewer by mistake would agree with us seeing fewer.</summary>
    public static TheoryData<string, int> Files => new()
    {
        { "atomic.sql", 24 },
        { "comments.sql", 5 },
        { "dollars.sql", 16 },
        { "dump.sql", 10 },
        { "dumped.sql", 137 },
        { "dumped_quoted.sql", 191 },
        { "nested_comments.sql", 16 },
        { "operators.sql", 6 },
        { "operators_more.sql", 19 },
        { "quotes.sql", 13 },
        { "routines.sql", 17 },
        { "rule_commands.sql", 17 },
        { "rules.sql", 8 },
        { "shop.sql", 61 },
        { "strings.sql", 18 },
        { "white_space.sql", 7 },
        { "words.sql", 6 },
        { "words_more.sql", 43 },
    };

    [Fact]
    public void The_corpus_is_as_large_as_it_says() =>
        Directory.GetFiles(Folder, "*.sql").Select(f => Path.GetFileName(f)!).Should().BeEquivalentTo(Files.Select(f => (string)f[0]));

    [OracleTheory]
    [MemberData(nameof(Files))]
    public void Splits_the_hand_made_corpus_as_PostgreSQL_does(string file, int statements)
    {
        Agreement.OnValid(Bytes(file), file);
        Agreement.Ours(Bytes(file)).Should().HaveCount(statements);
    }

    [OracleTheory]
    [MemberData(nameof(Files))]
    public void Splits_the_corpus_alike_with_any_line_endings(string file, int statements)
    {
        foreach (var ending in (string[])["\r\n", "\r", "\n\n", "\r\r\n", "\f\n"])
        {
            var sql = Encoding.UTF8.GetBytes(LineEnds().Replace(Text(file), ending));

            Agreement.OnValid(sql, $"{file} with {ending.Replace("\r", "CR", StringComparison.Ordinal)}");
            Agreement.Ours(sql).Should().HaveCount(statements);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_byte_order_mark_changes_nothing(string file, int statements)
    {
        var plain = Agreement.Ours(Bytes(file));

        Agreement.Ours([0xEF, 0xBB, 0xBF, .. Bytes(file)]).Should().Equal(plain).And.HaveCount(statements);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_lost_between_the_statements_but_semicolons_space_and_comments(string file, int statements)
    {
        var sql = Text(file);
        var from = 0;
        foreach (var statement in SqlSplitter.Split(Bytes(file)).Statements.Select(s => s.Text))
        {
            var at = sql.IndexOf(statement, from, StringComparison.Ordinal);
            sql[from..at].Trim(" \t\r\n\f;".ToCharArray()).Should().BeEmpty();
            from = at + statement.Length;
        }

        sql[from..].Trim(" \t\r\n\f;".ToCharArray()).Should().BeEmpty($"{file} has {statements} statements");
    }

    [OracleFact]
    public void Splits_the_projects_own_migrations_as_PostgreSQL_does()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Migrations"), "*.sql");
        files.Should().NotBeEmpty();
        foreach (var file in files)
            Agreement.OnValid(File.ReadAllBytes(file), Path.GetFileName(file));
    }

    // As pg_dump writes it by default: with rows behind COPY and, since 15.14, commands of psql around all of it.
    [OracleFact]
    public void What_a_dump_has_for_psql_is_refused_with_its_line_and_the_rest_is_read_on()
    {
        var lines = Text(Path.Combine("Refused", "dumped.sql")).Split('\n');
        var refused = lines.Select((l, i) => (l, i + 1)).Where(l => l.l is ['\\', 'r' or 'u', ..] || l.l.StartsWith("COPY ", StringComparison.Ordinal)).Select(l => l.Item2).ToList();
        var script = SqlSplitter.Split(string.Join('\n', lines));

        refused.Should().HaveCountGreaterThan(8);
        script.Problems.Select(p => p.Line).Should().Equal(refused);
        var (statements, error) = PgQuery.SplitWithParser(Encoding.UTF8.GetBytes(WithoutRows().Replace(string.Join('\n', lines), "")));
        error.Should().BeNull();
        script.Statements.Where(s => s.Kind is not (SqlStatementKind.CopyStream or SqlStatementKind.Comment)).Select(s => s.Text)
            .Should().Equal(Agreement.Trimmed(statements));
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Corpus");

    private static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    [GeneratedRegex(@"\r\n|\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineEnds();

    // Comments before them go with them: before COPY they are a part of that statement, before a command of psql of none.
    [GeneratedRegex(@"^((--[^\n]*\n|\n)*\\(un)?restrict .*\n|(--[^\n]*\n)*\n?COPY [^\n]* FROM stdin;\n([^\n]*\n)*?\\\.\n)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WithoutRows();
}
