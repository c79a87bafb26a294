using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Backups;

/// <summary>Disk full, pg_dump killed, a run killed: nothing half-written is ever taken for a backup.</summary>
[Trait("Postgres", "17")]
public sealed class InterruptedBackupTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Leftovers_of_a_killed_run_are_removed_by_the_next_one_and_the_work_of_a_living_one_is_not()
    {
        await using var scene = await server.SceneAsync();
        var dead = Partial(scene, "20240101T000000Z-production-000001", BackupSceneExtensions.DeadOwner());
        var living = Partial(scene, "20240101T000000Z-production-000002", BackupSceneExtensions.LivingOwner());

        var taken = await scene.TakenAsync();

        Directory.Exists(dead).Should().BeFalse();
        Directory.Exists(living).Should().BeTrue();
        Directory.Exists(taken + ".partial").Should().BeFalse("what was needed to take it is gone");
        scene.Told.Should().Contain($"removed {dead}, which an interrupted backup had left");
    }

    [PostgresFact]
    public async Task In_a_folder_of_its_own_only_what_is_named_like_a_backup_is_removed()
    {
        await using var scene = await server.SceneAsync();
        var backups = Path.Combine(scene.Options.Root, "backups");
        scene.Options.Variable("LOCKKEEPER_BACKUP_DIRECTORY", backups);
        var ours = Directory.CreateDirectory(Path.Combine(backups, "20240101T000000Z-production-000001.partial")).FullName;
        var theirs = Directory.CreateDirectory(Path.Combine(backups, "thesis.partial")).FullName;
        foreach (var folder in new[] { ours, theirs }) await File.WriteAllTextAsync(Path.Combine(folder, "owner.json"), BackupSceneExtensions.DeadOwner());

        var taken = await scene.TakenAsync();

        Path.GetDirectoryName(taken).Should().Be(backups);
        Directory.Exists(ours).Should().BeFalse();
        Directory.Exists(theirs).Should().BeTrue();
    }

    [PostgresFact]
    public async Task An_unfinished_backup_cannot_be_verified()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        var partial = Partial(scene.Deploy, "20240101T000000Z-production-000001", BackupSceneExtensions.DeadOwner());

        (await scene.RefusedAsync(partial)).Message.Should().Contain("without its manifest a folder is no backup");
    }

    [PostgresFact]
    public async Task A_pg_dump_that_is_killed_leaves_nothing_that_looks_like_a_backup()
    {
        await using var scene = await server.SceneAsync();
        await using var holder = await scene.HoldAsync("documents.kept");
        scene.OnTold = line =>
        {
            if (!line.StartsWith("pg_dump waits for ", StringComparison.Ordinal)) return;
            foreach (var pid in BackupSceneExtensions.Processes("pg_dump", scene.Artifacts)) System.Diagnostics.Process.GetProcessById(pid).Kill();
        };

        var (failure, report) = await scene.BackUpAsync();

        failure!.Code.Should().Be(FailureCode.BackupFailed);
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.Message.Should().Contain("pg_dump ended with exit code 137 (killed by signal 9)");
        report.Backup.Should().BeNull();
        scene.Remains().Should().BeEmpty();
    }

    [SmallDiskFact]
    public async Task A_disk_without_room_is_refused_before_anything_is_dumped_and_both_numbers_are_told()
    {
        await using var disk = await SmallDisk.CreateAsync(1);
        await using var scene = await server.SceneAsync();
        scene.Options.Variable("LOCKKEEPER_BACKUP_DIRECTORY", Path.Combine(disk.Folder, "backups"));

        var (failure, _) = await scene.BackUpAsync();

        failure!.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().MatchRegex(@"needs at most about [0-9,]{7,} bytes .* has 1,04[0-9],[0-9]{3} free");
        failure.Next.Should().Contain("backup.directory");
        scene.Told.Should().NotContain(line => line.StartsWith("pg_dump ", StringComparison.Ordinal));
    }

    [SmallDiskFact]
    public async Task A_disk_that_fills_up_during_the_dump_ends_it_and_leaves_nothing()
    {
        await using var disk = await SmallDisk.CreateAsync(64);
        await using var scene = await server.SceneAsync(
            "create table public.large as select i as id, md5(i::text) || md5((i * 7)::text) as noise from generate_series(1, 60000) i");
        scene.Options.Variable("LOCKKEEPER_BACKUP_DIRECTORY", Path.Combine(disk.Folder, "backups"));
        scene.OnTold = line =>
        {
            if (line.StartsWith("pg_dump ", StringComparison.Ordinal)) disk.FillUpTo(1 << 20);
        };

        var (failure, _) = await scene.BackUpAsync();

        failure!.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().Contain("No space left on device");
        failure.Next.Should().Contain("backup.directory");
        Directory.EnumerateFileSystemEntries(Path.Combine(disk.Folder, "backups")).Should().BeEmpty();
    }

    private static string Partial(DeployScene scene, string id, string owner)
    {
        var folder = Path.Combine(scene.Artifacts, "deployments", id, "backup.partial");
        Directory.CreateDirectory(Path.Combine(folder, "dump"));
        File.WriteAllText(Path.Combine(folder, "dump", "toc.dat"), "half");
        File.WriteAllText(Path.Combine(folder, "owner.json"), owner);
        return folder;
    }
}
