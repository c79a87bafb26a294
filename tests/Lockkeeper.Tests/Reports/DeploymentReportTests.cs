using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Reports;

namespace Lockkeeper.Tests.Reports;

public sealed class DeploymentReportTests
{
    [Fact]
    public void Smoke_tests_stand_in_the_order_of_the_initiative_with_how_they_ended_before_Migrate()
    {
        var report = DeploymentReport.From(SampleLedgers.RolledBack().Entries);

        report.SmokeTests.Select(t => (t.Name, t.Status, t.Before)).Should().Equal(
            ("Database Connectivity", SmokeTestStatus.Skipped, SmokeTestStatus.Passed),
            ("API Health", SmokeTestStatus.Failed, SmokeTestStatus.Passed),
            ("Storage Access", SmokeTestStatus.Passed, (SmokeTestStatus?)SmokeTestStatus.Failed));
        report.SmokeTests[0].Note.Should().Be("not run after Migrate; before it: connects");
    }

    [Fact]
    public void Lists_all_five_phases_in_order_and_those_never_reached_as_skipped()
    {
        var report = DeploymentReport.From(SampleLedgers.Refused().Entries);

        report.Phases.Select(p => (p.Name, p.Status)).Should().Equal(
            ("Backup", PhaseStatus.Succeeded), ("VerifyEnv", PhaseStatus.Refused), ("Migrate", PhaseStatus.Skipped),
            ("SmokeTests", PhaseStatus.Skipped), ("Monitor", PhaseStatus.Skipped));
    }

    [Fact]
    public void Tells_a_migration_of_this_deployment_from_an_earlier_one()
    {
        var migrations = DeploymentReport.From(SampleLedgers.Succeeded().Entries).Migrations;

        migrations[0].Should().BeEquivalentTo(new { Status = MigrationStatus.Applied, Seconds = 0.0, Attempts = 0, Locks = Array.Empty<HeldLock>() });
        migrations[1].Should().BeEquivalentTo(new { Status = MigrationStatus.Applied, Seconds = 0.024, Attempts = 2 });
        migrations[1].Locks.Should().HaveCount(2);
    }

    [Fact]
    public void Calls_a_migration_whose_transaction_was_rolled_back_failed()
    {
        var migration = DeploymentReport.From(SampleLedgers.MigrationFailed().Entries).Migrations[1];

        migration.Status.Should().Be(MigrationStatus.Failed);
        migration.Attempts.Should().Be(1);
        migration.Seconds.Should().Be(0.25);
    }

    [Fact]
    public void Calls_a_committed_migration_that_was_undone_rolled_back()
    {
        var ledger = SampleLedgers.Succeeded().Add(new MigrationRolledBack(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, "undone"));

        DeploymentReport.From(ledger.Entries).Migrations[1].Status.Should().Be(MigrationStatus.RolledBack);
    }

    [Fact]
    public void A_process_killed_inside_a_migration_leaves_the_outcome_unknown()
    {
        var report = DeploymentReport.From(SampleLedgers.Killed().Entries);

        report.Outcome.Should().Be(Outcome.Unknown);
        report.ExitCode.Should().Be(ExitCode.Unknown);
        report.Migrations[1].Status.Should().Be(MigrationStatus.Unknown);
        report.Failure!.Should().BeEquivalentTo(new { Code = FailureCode.CommitUnknown, State = FailureState.Dirty });
        report.Failure!.Message.Should().Contain("in phase Migrate").And.Contain("20250101000000_drop_public_users_tables");
        report.Failure.Next.Should().Contain("--target=Status --environment=production");
    }

    [Theory]
    [InlineData(3, "in phase Backup", FailureState.NothingChanged)]
    [InlineData(5, "after phase Backup", FailureState.NothingChanged)]
    [InlineData(2, "before the first phase", FailureState.NothingChanged)]
    [InlineData(14, "in phase Migrate", FailureState.Dirty)]
    [InlineData(18, "in phase SmokeTests", FailureState.Applied)]
    public void A_ledger_without_an_end_says_where_it_ends_and_what_is_left(int lines, string where, FailureState state)
    {
        var report = DeploymentReport.From([.. SampleLedgers.Succeeded().Entries.Take(lines)]);

        report.Outcome.Should().Be(Outcome.Unknown);
        report.Failure!.Message.Should().Contain(where);
        report.Failure.State.Should().Be(state);
    }

    [Fact]
    public void A_changed_ledger_is_never_reported_as_a_success()
    {
        var lines = SampleLedgers.Succeeded().Lines.ToList();
        lines[^1] = SampleLedgers.Forged(lines[^1], "612.3456", "6.3");
        lines[^2] = SampleLedgers.Forged(lines[^2], "600", "6");
        var reading = LedgerChain.Read(lines);

        var report = DeploymentReport.From(reading.Entries, reading.Break);

        report.Outcome.Should().Be(Outcome.Unknown);
        report.Failure!.Message.Should().Contain($"Line {lines.Count} of the ledger");
    }

    [Fact]
    public void A_torn_last_line_reads_as_a_killed_process()
    {
        var lines = SampleLedgers.Killed().Lines.ToList();
        var reading = LedgerChain.Read([.. lines.SkipLast(1), lines[^1][..30]]);

        DeploymentReport.From(reading.Entries, reading.Break).Failure!.Message.Should().Contain("the process was killed");
    }

    [Fact]
    public void Claims_nothing_that_was_not_run()
    {
        var report = DeploymentReport.From([.. SampleLedgers.Succeeded().Entries.Take(2)]);

        report.Changes.Should().BeNull();
        report.Backup.Should().BeNull();
        report.Rehearsal.Should().BeNull();
        report.Fingerprint.Should().BeNull();
        report.Monitor.Should().BeNull();
        report.SmokeTests.Should().BeEmpty();
        HtmlReport.Render(report).Should().Contain("none was taken").And.Contain("none was run").And.Contain("not examined for hazards");
    }

    [Fact]
    public void Refuses_a_ledger_without_a_beginning()
    {
        var act = () => DeploymentReport.From([]);
        act.Should().Throw<ArgumentException>();
    }
}
