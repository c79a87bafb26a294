using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

[Collection("Throwaway servers")]
public sealed class RehearsedRollbackTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    // Without a key nobody can tell which of its rows to bring back.
    private const string OneWay = "-- loses data: shop.log\ndelete from shop.log where what = 'a';";
    private const string Log = "create table shop.log (what text); insert into shop.log values ('a'), ('a'), ('b');";

    [PostgresFact]
    public async Task A_plan_is_rolled_back_on_the_copy_and_everything_is_as_before()
    {
        await using var scene = await RehearsalScene.CreateAsync(
            server, "-- removes: table shop.lines, view shop.totals\n-- loses data: shop.lines\ndrop view shop.totals;\ndrop table shop.lines;\ncreate table shop.fine (id int);");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal.Should().BeEquivalentTo(new { Applied = true, RolledBack = true, FingerprintRestored = true });
        report.Checklist.Single(c => c.Item is Checklist.RollbackPlanPrepared).Should().BeEquivalentTo(
            new { Status = ChecklistStatus.Done, Note = "the plan was rolled back on a restored copy, and catalog and rows then were as before" });
        (await scene.ScalarAsync<bool>("select to_regclass('shop.lines') is null")).Should().BeTrue("on the target it is applied");
        scene.Told.Should().Contain(line => line.StartsWith("rehearsed in", StringComparison.Ordinal) && line.EndsWith("rolled back, everything was as before", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_plan_that_cannot_be_is_refused_with_what_cannot_be_put_back()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, OneWay, also: Log);

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.RollbackManual);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.Problems.Should().Contain(p => p.Where == "table shop.log");
        failure.Next.Should().Contain("--accept-hazard=no-rollback@20240101000000:reason");
        report.Rehearsal.Should().BeEquivalentTo(new { Applied = true, RolledBack = false, FingerprintRestored = false });
        report.Rehearsal!.Notes.Should().ContainSingle().Which.Should().StartWith("It cannot be rolled back by itself: table shop.log: ");
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    [PostgresFact]
    public async Task A_person_may_take_responsibility_for_it()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, OneWay, also: Log);
        scene.Options.Argument("accept-hazard", "no-rollback@20240101000000:we restore by hand");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Notes.Should().ContainSingle().Which.Should().StartWith("It cannot be rolled back by itself: ").And.EndWith("Accepted: we restore by hand");
        report.Checklist.Single(c => c.Item is Checklist.RollbackPlanPrepared).Status.Should().Be(ChecklistStatus.Waived);
    }

    [PostgresTheory]
    [InlineData("no-rollback@20240102000000:another file")]
    [InlineData("table-rewrite@20240101000000:another hazard")]
    public async Task Responsibility_for_something_else_is_none(string accepted)
    {
        await using var scene = await RehearsalScene.CreateAsync(server, OneWay, also: Log);
        scene.Options.Argument("accept-hazard", accepted);

        (await scene.DeployAsync()).Failure!.Code.Should().Be(FailureCode.RollbackManual);
    }

    [PostgresFact]
    public async Task Where_nobody_expects_a_rollback_it_is_only_told()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, OneWay, also: Log);
        scene.Options.Yaml("monitor: { onFailure: stop }\n");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Notes.Should().ContainSingle().Which.Should().StartWith("It cannot be rolled back by itself: ").And.NotContain("Accepted");
        report.Checklist.Single(c => c.Item is Checklist.RollbackPlanPrepared).Note.Should().EndWith("(monitor.onFailure: stop)");
    }
}
