using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

[Collection("Throwaway servers")]
public sealed class PlanRehearsalTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task A_plan_that_holds_is_told_statement_by_statement_beside_what_became_of_it()
    {
        await using var scene = await RehearsalScene.CreateAsync(
            server, "-- alters: table shop.orders\n-- removes: view shop.totals\ndrop view shop.totals;\nalter table shop.orders alter id type bigint;");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        var rehearsal = report.Rehearsal!;
        rehearsal.Should().BeEquivalentTo(new { Applied = true, WithRows = true, Engine = "npgsql", BackupSha256 = report.Backup!.Sha256, Fingerprint = report.Fingerprint!.Before });
        var migration = rehearsal.Migrations.Should().ContainSingle().Which;
        migration.Version.Should().Be("20240101000000");
        migration.PredictedSeconds.Should().BePositive();
        migration.ActualSeconds.Should().BePositive();
        migration.Locks.Should().BeEquivalentTo(report.Migrations.Single().Locks, "the engine is the same");
        migration.Statements.Select(s => s.Line).Should().Equal(3, 4);
        migration.Statements[1].Rewrites.Should().Contain(r => r.Relation == "shop.orders" && r.Kind == RewriteKind.Rewritten);
        migration.Statements[1].WalBytes.Should().BePositive();
        ProofScene.Throwaways(server).Should().BeEmpty("the copy holds everybody's data");
    }

    [PostgresTheory]
    [InlineData("alter table shop.orders alter note set not null;", "23502")]
    [InlineData("create unique index on shop.orders ((id % 7));", "23505")]
    [InlineData("select 1 / (select count(*) - 100 from shop.orders);", "22012")]
    public async Task What_fails_on_the_rows_is_refused_before_the_target_is_touched(string sql, string state)
    {
        await using var scene = await RehearsalScene.CreateAsync(server, $"select 1;\n{sql}");

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.MigrationFailed);
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.SqlState.Should().Be(state);
        failure.Message.Should().StartWith("In the rehearsal, on a copy restored from the backup:\n20240101000000_change.sql:2: ERROR: ")
            .And.Contain("statement 2 of 2").And.EndWith("The target was not touched.");
        report.Rehearsal!.Applied.Should().BeFalse();
        report.Rehearsal.Migrations.Single().Statements.Should().ContainSingle("the first one ran");
        report.Migrations.Should().BeEmpty("the plan was not accepted");
        report.Phases.Select(p => p.Status).Take(3).Should().Equal(PhaseStatus.Succeeded, PhaseStatus.Failed, PhaseStatus.Skipped);
        await RehearsalScene.IsUntouchedAsync(scene);
        ProofScene.Throwaways(server).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Of_several_migrations_the_one_that_fails_is_told_and_nothing_is_said_to_be_applied()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, "create table shop.fine (id int);");
        scene.File("20240102000000_bad.sql", "alter table shop.orders alter note set not null;");

        var (failure, report) = await scene.DeployAsync();

        failure!.Message.Should().Contain("20240102000000_bad.sql:1").And.NotContain("are applied and stay");
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        report.Rehearsal!.Migrations.Select(m => m.Version).Should().Equal("20240101000000");
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    [PostgresTheory]
    [InlineData("drop view shop.totals;", "view shop.totals was removed")]
    [InlineData("delete from shop.lines;", "2 rows deleted")]
    [InlineData("-- removes: view shop.totals\nselect 1;", "did not")]
    public async Task A_broken_contract_is_a_refusal(string sql, string finding)
    {
        await using var scene = await RehearsalScene.CreateAsync(server, sql);

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.ContractBroken);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.Message.Should().Contain(finding).And.EndWith("The target was not touched.").And.NotContain("It was rolled back before COMMIT");
        report.Rehearsal!.Applied.Should().BeFalse();
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    [PostgresFact]
    public async Task Rows_that_change_where_nobody_counts_are_found_by_their_digest()
    {
        // Outside a transaction the contract sees new files only.
        await using var scene = await RehearsalScene.CreateAsync(server, "create index concurrently odd on shop.orders (shop.harmless(id));", also: """
            create function shop.harmful() returns int language plpgsql volatile as $$ begin update shop.lines set order_id = 3 where order_id = 1; return 1; end $$;
            create function shop.harmless(int) returns int language plpgsql immutable as $$ begin perform shop.harmful(); return $1; end $$;
            """);

        var (failure, _) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.ContractBroken);
        failure.Problems.Should().ContainSingle().Which.ToString().Should().StartWith("table shop.lines: had 2 rows with digest ");
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    [PostgresFact]
    public async Task New_columns_and_new_rows_are_no_change_of_what_was_there()
    {
        await using var scene = await RehearsalScene.CreateAsync(
            server, "alter table shop.orders add paid boolean default true;\ninsert into shop.lines values (3);\ncreate table shop.fine (id int);");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Notes.Should().Equal("The plan adds rows to shop.lines: 2 before it, 3 after it.");
    }

    [PostgresFact]
    public async Task Nobody_is_kept_from_deploying_without_it()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, "create table shop.fine (id int);", "off");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal.Should().BeNull();
        report.Checklist.Single(c => c.Item is Checklist.RollbackPlanPrepared).Note.Should().Contain("nothing was rehearsed");
    }
}
