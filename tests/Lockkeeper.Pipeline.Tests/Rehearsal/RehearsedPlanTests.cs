using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Migrate;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

/// <summary>What was rehearsed is what is applied, or nothing is.</summary>
[Collection("Throwaway servers")]
public sealed class RehearsedPlanTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Added = "create table shop.fine (id int);";

    [PostgresFact]
    public async Task A_catalog_that_changes_after_the_backup_is_refused_with_what_changed()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, Added);
        Once(scene, "the restored copy is the same", "alter table shop.orders add meanwhile int; create table shop.meanwhile (id int)");

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.CatalogChanged);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("added table shop.meanwhile, altered table shop.orders");
        report.Phases.Select(p => p.Status).Take(3).Should().Equal(PhaseStatus.Succeeded, PhaseStatus.Refused, PhaseStatus.Skipped);
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    [PostgresFact]
    public async Task A_catalog_that_changes_after_the_rehearsal_is_refused()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, Added);
        Once(scene, "rehearsed in", "alter table shop.orders add meanwhile int");

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.CatalogChanged);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        report.Rehearsal!.Applied.Should().BeTrue();
        report.Phases.Select(p => p.Status).Take(3).Should().Equal(PhaseStatus.Succeeded, PhaseStatus.Succeeded, PhaseStatus.Refused);
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    [PostgresFact]
    public async Task Evidence_of_something_else_opens_no_gate()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, Added);
        var (env, backup) = await VerifiedAsync(scene);
        var rehearsed = env.Rehearsal!;
        var other = new string('0', 64);

        (await RefusedAsync(scene, env with { Rehearsal = null }, backup)).Should().Be("The plan was not rehearsed.");
        (await RefusedAsync(scene, env with { Rehearsal = rehearsed with { Applied = false } }, backup)).Should().Contain("did not apply");
        (await RefusedAsync(scene, env with { Rehearsal = rehearsed with { BackupSha256 = other } }, backup)).Should().Contain("another backup (000000000000)");
        (await RefusedAsync(scene, env with { Rehearsal = rehearsed with { FolderSha256 = other } }, backup)).Should().Contain("not the ones that were rehearsed");
        (await RefusedAsync(scene, env with { Rehearsal = rehearsed with { Versions = [] } }, backup)).Should().Contain("pending is 20240101000000");
        (await RefusedAsync(scene, env with { Rehearsal = rehearsed with { Fingerprint = other } }, backup)).Should().Contain("another catalog");
        await RehearsalScene.IsUntouchedAsync(scene);
    }

    private static void Once(DeployScene scene, string line, string sql) => scene.OnTold = told =>
    {
        if (!told.StartsWith(line, StringComparison.Ordinal)) return;
        scene.OnTold = null;
        Task.Run(() => scene.RunAsync(sql)).GetAwaiter().GetResult();
    };

    private static async Task<(EnvEvidence Env, BackupEvidence Backup)> VerifiedAsync(DeployScene scene)
    {
        await using var deployment = scene.Deployment();
        await deployment.RunAsync(Phase.Backup, CancellationToken.None);
        await deployment.RunAsync(Phase.VerifyEnv, CancellationToken.None);
        var events = Pipeline.Ledgers.LedgerFile.Read(deployment.Folder!).Entries.Select(e => e.Event).ToList();
        return (events.OfType<EnvVerified>().Single().Env, events.OfType<BackupTaken>().Single().Backup);
    }

    private static async Task<string> RefusedAsync(DeployScene scene, EnvEvidence env, BackupEvidence backup)
    {
        var options = scene.Options.Resolve("DeployProduction");
        await using var target = TargetDatabase.For(options.Database!, "lockkeeper");
        await using var held = await DeploymentLock.AcquireAsync(target, TimeSpan.FromSeconds(10), scene.Services().Progress, TimeProvider.System, CancellationToken.None);
        var migrate = new MigratePhase(options, scene.Services(), _ => { });
        var refused = await FluentActions.Awaiting(async () => await migrate.RunAsync(target, held, await scene.FolderAsync(), backup, env, CancellationToken.None))
            .Should().ThrowExactlyAsync<DeployFailure>();
        refused.Which.ExitCode.Should().Be(ExitCode.Refused);
        return refused.Which.Message;
    }
}
