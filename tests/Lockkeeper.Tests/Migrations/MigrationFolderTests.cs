using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

public class MigrationFolderTests
{
    [Fact]
    public void Orders_migrations_by_version_and_leaves_other_files_alone()
    {
        var folder = Files.Folder(
            ("20240102000000_second.sql", "select 2"), ("README.md", "it's"), ("20240101000000_first-one.v2.sql", "select 1"), ("seed.sql.gz", "x"));

        folder.Problems().Should().BeEmpty();
        folder.Refusal(folder.Migrations).Should().BeNull();
        folder.Migrations.Select(m => (m.Version, m.Name)).Should().Equal(("20240101000000", "first-one.v2"), ("20240102000000", "second"));
    }

    [Fact]
    public void Knows_a_file_by_the_hash_of_its_bytes() =>
        Files.Folder(("20240101000000_a.sql", "select 1;\n")).Migrations[0].Sha256
            .Should().Be("4a45092ccf992ea92250053a80b931b787924ba61648f420555511b84f10ab6c");

    [Fact]
    public void The_sets_hash_follows_contents_and_names_but_not_the_order_of_reading()
    {
        var set = Files.Folder(("20240101000000_a.sql", "select 1"), ("20240102000000_b.sql", "select 2")).Sha256;

        Files.Folder(("20240102000000_b.sql", "select 2"), ("20240101000000_a.sql", "select 1")).Sha256.Should().Be(set);
        Files.Folder(("20240101000000_a.sql", "select 1"), ("20240102000000_c.sql", "select 2")).Sha256.Should().NotBe(set);
        Files.Folder(("20240101000000_a.sql", "select 1"), ("20240102000000_b.sql", "select 3")).Sha256.Should().NotBe(set);
    }

    [Fact]
    public void Refuses_a_folder_without_migrations()
    {
        var refusal = Files.Folder(("README.md", "x")).Refusal([]);

        var failure = refusal!.ToFailure();
        failure.Code.Should().Be(FailureCode.MigrationFolder);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("migrations: The folder holds no .sql file");
    }

    [Theory]
    [InlineData("no_version.sql")]
    [InlineData("20240101000000.sql")]
    [InlineData("20240101000000_.sql")]
    [InlineData("20240101000000-dash.sql")]
    [InlineData("20240101000000_upper.SQL")]
    [InlineData("._20240101000000_a.sql")]
    public void Refuses_a_file_that_is_named_wrongly(string fileName)
    {
        var problem = Files.Folder((fileName, "select 1")).Problems().Should().ContainSingle().Subject;

        problem.Where.Should().Be(fileName);
        problem.Fix.Should().Contain(MigrationFile.NameRule);
    }

    [Theory]
    [InlineData("2024_too_short.sql", "2024")]
    [InlineData("202401010000001_too_long.sql", "202401010000001")]
    public void Refuses_a_pending_file_whose_version_is_not_of_14_digits_with_the_way_out(string fileName, string version)
    {
        var folder = Files.Folder((fileName, "select 1"), ("20240101000000_a.sql", "select 2"));

        var problem = folder.Problems().Should().ContainSingle().Subject;
        folder.Problems.Should().BeEmpty("the folder can be planned with");
        problem.Where.Should().Be(fileName);
        problem.What.Should().Contain(version).And.Contain("14 digits");
        problem.Fix.Should().Contain(MigrationFile.NameRule);
    }

    [Fact]
    public void Refuses_two_files_of_one_version_and_names_both() =>
        Files.Folder(("20240101000000_a.sql", "select 1"), ("20240101000000_b.sql", "select 2")).Problems()
            .Should().ContainSingle().Which.Where.Should().Be("20240101000000_a.sql, 20240101000000_b.sql");

    [Theory]
    [InlineData(new byte[] { (byte)'-', (byte)'-', (byte)'\n', 0xE9 }, 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'s', 0 }, 1)]
    [InlineData(new byte[] { (byte)'s', 0, (byte)'e', 0 }, 1)]
    public void Refuses_a_file_that_is_not_UTF_8_with_the_line(byte[] content, int line) =>
        MigrationFolder.From("migrations", [new("20240101000000_a.sql", content)]).Problems
            .Should().ContainSingle().Which.Where.Should().Be($"20240101000000_a.sql:{line}");

    [Theory]
    [InlineData("")]
    [InlineData("-- to be written\n;\n/* or not */")]
    public void Refuses_a_file_without_a_statement(string sql) =>
        Files.Folder(("20240101000000_a.sql", sql)).Problems().Should().ContainSingle().Which.What.Should().Contain("no statement");

    [Fact]
    public void Refuses_transaction_control_with_its_line_and_name()
    {
        var problems = Files.Folder(("20240101000000_a.sql", "begin;\nselect 1;\n-- done\ncommit;\n")).Problems();

        problems.Select(p => (p.Where, p.What.Split(' ')[0])).Should().Equal(("20240101000000_a.sql:1", "BEGIN"), ("20240101000000_a.sql:4", "COMMIT"));
    }

    [Fact]
    public void A_statement_that_cannot_run_in_a_transaction_needs_a_file_of_its_own()
    {
        var problem = Files.Folder(("20240101000000_a.sql", "create table t(a int);\ncreate index concurrently i on t(a);\n")).Problems()
            .Should().ContainSingle().Subject;

        problem.Where.Should().Be("20240101000000_a.sql:2");
        problem.What.Should().StartWith("CREATE INDEX CONCURRENTLY");
    }

    [Fact]
    public void Alone_in_its_file_it_is_marked_to_run_outside_a_transaction()
    {
        var folder = Files.Folder(("20240101000000_a.sql", "-- why\ncreate index concurrently i on t(a);\n-- end"), ("20240102000000_b.sql", "select 1"));

        folder.Problems().Should().BeEmpty();
        folder.Migrations.Select(m => m.RunsOutsideTransaction).Should().Equal(true, false);
    }

    [Fact]
    public void Refuses_a_file_that_turns_off_standard_conforming_strings() =>
        Files.Folder(("20240101000000_a.sql", "set standard_conforming_strings = off; select 1")).Problems().Should().ContainSingle();

    [Fact]
    public void Tells_all_problems_of_all_files_together()
    {
        var folder = Files.Folder(("bad.sql", "x"), ("20240101000000_a.sql", "-- removes:\nselect 1;\n\\i x\nselect 'a"), ("20240101000000_b.sql", ""));

        folder.Problems().Select(p => p.Where).Should().BeEquivalentTo(
            "bad.sql", "20240101000000_a.sql:1", "20240101000000_a.sql:3", "20240101000000_a.sql:4", "20240101000000_b.sql:1",
            "20240101000000_a.sql, 20240101000000_b.sql");
    }
}
