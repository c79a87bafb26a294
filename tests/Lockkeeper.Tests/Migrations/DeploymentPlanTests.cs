using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using static Lockkeeper.Tests.Migrations.Files;

namespace Lockkeeper.Tests.Migrations;

public class DeploymentPlanTests
{
    private static readonly (string, string) First = ("20240101000000_a.sql", "select 1;\nselect 2;\n");
    private static readonly (string, string) Second = ("20240102000000_b.sql", "select 3;");
    private static readonly (string, string) Third = ("20240103000000_c.sql", "select 4;");

    [Fact]
    public void Tells_applied_pending_missing_and_out_of_order_versions_apart()
    {
        var plan = DeploymentPlan.Between(
            Folder(First, Second, Third),
            [Row("20240102000000", "b", "select 3"), Row("20240102500000", "gone", "select 5")]);

        plan.Entries.Select(e => (e.Version, e.State)).Should().Equal(
            ("20240101000000", MigrationState.OutOfOrder), ("20240102000000", MigrationState.Applied),
            ("20240102500000", MigrationState.Missing), ("20240103000000", MigrationState.Pending));
        plan.Pending.Select(m => m.Name).Should().Equal("a", "c");
    }

    [Fact]
    public void Everything_is_pending_on_a_fresh_database_and_nothing_is_refused()
    {
        var plan = DeploymentPlan.Between(Folder(First, Second), []);

        plan.Entries.Should().OnlyContain(e => e.State == MigrationState.Pending);
        plan.Refusals(includeOutOfOrder: false).Should().BeEmpty();
    }

    [Theory]
    [InlineData("SELECT 1", "select 2")]
    [InlineData("select 1", "select  3")]
    [InlineData("select 1", "select 2", "select 3")]
    [InlineData("select 1")]
    public void A_file_is_modified_when_its_statements_are_not_those_that_were_applied(params string[] stored) =>
        Compared(First.Item2, stored).State.Should().Be(MigrationState.Modified);

    [Theory]
    [InlineData("select 1;\nselect 2;\n", "-- new head\nselect 1", "select  /* why */\r\n2;")]
    [InlineData("select 1;\nselect 2;\n", "select 1; select 2;")]
    [InlineData("select 1;\nselect 2;\n", "select 1", "-- only a comment", "select 2", "-- trailing")]
    [InlineData("select a<=b,-1 from t", "select a <= b , - 1\nfrom t")]
    [InlineData("select a=-1", "select a = -1")]
    public void White_space_comments_and_semicolons_are_no_modification(string file, params string[] stored) =>
        Compared(file, stored).State.Should().Be(MigrationState.Applied);

    [Theory]
    [InlineData("select 'a b'", "select 'a  b'")]
    [InlineData("do $$ begin null; end $$", "do $$ begin  null; end $$")]
    [InlineData("select \"A\"", "select \"a\"")]
    [InlineData("select a <= b", "select a < = b")]
    [InlineData("select '-- x'", "select '-- y'")]
    public void Quoted_text_and_operators_are_compared_exactly(string file, string stored) =>
        Compared(file, stored).State.Should().Be(MigrationState.Modified);

    [Fact]
    public void Says_which_statement_differs_and_how_both_begin()
    {
        var difference = Compared("select 1;\n\n-- the second\nselect\n  2 from t;\nselect 3", "select 1", "select 22 from t", "select 3").Difference;

        difference.Should().Be(new StatementDifference(2, 4, "select 22 from t", "select 2 from t", LineEndingsOnly: false));
    }

    [Fact]
    public void Says_so_also_when_the_history_keeps_the_whole_file_in_one_piece() =>
        Compared("select 1;\nselect 2;", "select 1; select 9; select 8").Difference!.Stored.Should().StartWith("select 9");

    [Fact]
    public void Tells_when_only_line_endings_inside_quotes_differ()
    {
        Compared("do $$\r\nbegin\r\nend $$", "do $$\nbegin\nend $$").Difference!.LineEndingsOnly.Should().BeTrue();
        Compared("do $$\r\nbegin\r\nend $$", "do $$\nbegin;\nend $$").Difference!.LineEndingsOnly.Should().BeFalse();
    }

    [Fact]
    public void Files_that_the_CLI_applied_with_versions_of_another_width_are_spared()
    {
        var folder = Folder(("001_init.sql", "select 1;"), ("20240101000000_a.sql", "select 2;"), ("202402_b.sql", "select 3;"));

        var plan = DeploymentPlan.Between(folder, [Row("001", "init", "select 1"), Row("20240101000000", "a", "select 2"), Row("202402", "b", "select 3")]);

        plan.Entries.Select(e => (e.Version, e.State)).Should().Equal(
            ("001", MigrationState.Applied), ("20240101000000", MigrationState.Applied), ("202402", MigrationState.Applied));
        plan.Refusals(includeOutOfOrder: false).Should().BeEmpty();
    }

    [Fact]
    public void Versions_of_several_widths_stand_in_the_text_order_of_the_CLI()
    {
        var folder = Folder(("10_b.sql", "select 2;"), ("9_a.sql", "select 1;"), ("20240101000000_c.sql", "select 3;"));

        var plan = DeploymentPlan.Between(folder, [Row("10", "b", "select 2"), Row("9", "a", "select 1")]);

        plan.Entries.Select(e => (e.Version, e.State)).Should().Equal(
            ("10", MigrationState.Applied), ("20240101000000", MigrationState.OutOfOrder), ("9", MigrationState.Applied));
        var refusal = plan.Refusals(includeOutOfOrder: false).Should().ContainSingle().Subject;
        refusal.Problems.Should().ContainSingle().Which.What.Should().Contain("text order");
        refusal.Problems[0].Fix.Should().Be("Use --include-out-of-order.", "no version of 14 digits that is a date comes after 9");
        plan.Refusals(includeOutOfOrder: true).Should().BeEmpty();
    }

    [Fact]
    public void A_pending_file_of_another_width_is_refused_and_the_applied_one_is_not()
    {
        var folder = Folder(("1_a.sql", "select 1;"), ("2_b.sql", "select 2;"));

        var refusal = DeploymentPlan.Between(folder, [Row("1", "a", "select 1")]).Refusals(includeOutOfOrder: false).Should().ContainSingle().Subject;

        refusal.Code.Should().Be(FailureCode.MigrationFolder);
        refusal.Problems.Should().ContainSingle().Which.Where.Should().Be("2_b.sql");
    }

    [Fact]
    public void Never_shows_a_password()
    {
        var difference = Compared("alter role app password 's3cret-new'", "alter role app PASSWORD 's3cret-old'").Difference!;

        $"{difference.Stored} {difference.File}".Should().Contain("alter role app").And.NotContain("s3cret");
    }

    [Theory]
    [InlineData("alter database d set app.jwt_secret to 's3cret-key'")]
    [InlineData("select vault.create_secret('s3cret-key', 'name')")]
    public void Never_shows_another_secret(string sql)
    {
        var difference = Compared(sql, "select 1").Difference!;

        $"{difference.Stored} {difference.File}".Should().NotContain("s3cret");
    }

    [Fact]
    public void A_row_without_statements_counts_as_applied_and_cannot_be_compared()
    {
        foreach (var row in new[] { Row("20240101000000", "a", null), Row("20240101000000", "a") })
        {
            var entry = DeploymentPlan.Between(Folder(First), [row]).Entries.Should().ContainSingle().Subject;
            (entry.State, entry.Comparable).Should().Be((MigrationState.Applied, false));
        }
    }

    [Fact]
    public void A_new_name_of_an_applied_file_is_noted_but_no_modification()
    {
        var entry = DeploymentPlan.Between(Folder(Second), [Row("20240102000000", "old", "select 3")]).Entries[0];

        entry.State.Should().Be(MigrationState.Applied);
        entry.Note.Should().Contain("20240102000000_old.sql");
    }

    [Fact]
    public void Refuses_each_kind_of_disagreement_by_name_with_the_next_command()
    {
        var plan = DeploymentPlan.Between(
            Folder(First, Second, Third), [Row("20240102000000", "b", "select 33"), Row("20240104000000", "gone", "select 5")]);

        var refusals = plan.Refusals(includeOutOfOrder: false);

        refusals.Select(r => r.Code).Should().Equal(
            FailureCode.HistoryMissingFile, FailureCode.HistoryModified, FailureCode.HistoryOutOfOrder);
        refusals.Select(r => r.Problems.Count).Should().Equal(1, 1, 2);
        refusals[0].Next.Should().Contain("--target=Repair --environment=… --reverted=20240104000000.");
        refusals[1].Problems[0].ToString().Should().Contain("20240102000000_b.sql:1").And.Contain("select 33").And.Contain("select 3 ");
        refusals[1].Next.Should().Contain("--target=NewMigration").And.Contain("--target=Repair --environment=… --applied=20240102000000.");
        refusals[2].Next.Should().Contain("--include-out-of-order");
        refusals[2].ToFailure().Should().Match<DeployFailure>(f => f.ExitCode == ExitCode.Refused && f.Code == FailureCode.HistoryOutOfOrder);
    }

    [Fact]
    public void What_is_wrong_inside_a_file_matters_only_where_it_is_pending()
    {
        var folder = Folder(("20240101000000_a.sql", "begin;\nselect 1;\ncommit;"), ("20240102000000_b.sql", "begin;\nselect 2;\ncommit;"));

        var adopted = DeploymentPlan.Between(
            folder, [Row("20240101000000", "a", "begin", "select 1", "commit"), Row("20240102000000", "b", "begin", "select 2", "commit")]);
        var pending = DeploymentPlan.Between(folder, [Row("20240101000000", "a", "begin", "select 1", "commit")]);

        adopted.Refusals(includeOutOfOrder: false).Should().BeEmpty();
        var refusal = pending.Refusals(includeOutOfOrder: false).Should().ContainSingle().Subject;
        refusal.Code.Should().Be(FailureCode.MigrationFolder);
        refusal.Problems.Select(p => p.Where).Should().Equal("20240102000000_b.sql:1", "20240102000000_b.sql:3");
    }

    [Fact]
    public void Out_of_order_migrations_pass_when_they_are_wanted()
    {
        var plan = DeploymentPlan.Between(Folder(First, Second), [Row("20240102000000", "b", "select 3")]);

        plan.Refusals(includeOutOfOrder: true).Should().BeEmpty();
        plan.Pending.Should().ContainSingle().Which.Name.Should().Be("a");
    }

    [Fact]
    public void Versions_are_compared_as_text_as_the_Supabase_CLI_does() =>
        DeploymentPlan.Between(Folder(First), [Row("10", "x", "select 1"), Row("9", "y", "select 1")]).Entries.Select(e => (e.Version, e.State))
            .Should().Equal(("10", MigrationState.Missing), ("20240101000000", MigrationState.OutOfOrder), ("9", MigrationState.Missing));

    private static PlanEntry Compared(string file, params string[] stored) =>
        DeploymentPlan.Between(Folder(("20240101000000_a.sql", file)), [Row("20240101000000", "a", stored)]).Entries.Should().ContainSingle().Subject;
}
