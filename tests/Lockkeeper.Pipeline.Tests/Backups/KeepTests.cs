using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Backups;

/// <summary>backup.keep: which backups go, and which never do.</summary>
[Collection("Throwaway servers")]
public sealed class KeepTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Removes_the_oldest_proven_ones_beyond_those_to_be_kept_and_records_it()
    {
        await using var scene = await KeepingAsync(2);
        var first = await scene.TakenAsync();
        var (old, older, oldest) = (await scene.OlderAsync(first, 1), await scene.OlderAsync(first, 2), await scene.OlderAsync(first, 3));

        var taken = await scene.TakenAsync(proven: true);

        Directory.Exists(taken).Should().BeTrue();
        Directory.Exists(old).Should().BeTrue();
        new[] { older, oldest }.Should().NotContain(f => Directory.Exists(f) || Directory.Exists(f + ".partial"));
        Directory.Exists(first).Should().BeTrue("nobody has proven it");
        scene.Ledger().OfType<BackupPruned>().Select(p => p.Path).Should().Equal(older, oldest);
        scene.Told.Where(l => l.Contains("backup.keep is 2", StringComparison.Ordinal)).Should().HaveCount(2);
    }

    [PostgresFact]
    public async Task Removes_nothing_while_the_new_one_is_not_proven()
    {
        await using var scene = await KeepingAsync(1);
        var old = await scene.OlderAsync(await scene.TakenAsync(), 1);

        await scene.TakenAsync(proven: false);

        Directory.Exists(old).Should().BeTrue();
        scene.Ledger().OfType<BackupPruned>().Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Leaves_what_is_unproven_altered_since_or_of_another_database_or_environment()
    {
        await using var scene = await KeepingAsync(1);
        var first = await scene.TakenAsync();
        string[] others =
        [
            await scene.OlderAsync(first, 1, proven: false),
            await scene.OlderAsync(first, 2, change: m => m with { Target = m.Target with { Database = "another" } }),
            await scene.OlderAsync(first, 3, change: m => m with { Environment = "staging" }),
            await scene.OlderAsync(first, 4),
        ];
        await File.AppendAllTextAsync(Path.Combine(others[3], "manifest.json"), "\n");

        await scene.TakenAsync(proven: true);

        others.Should().OnlyContain(f => Directory.Exists(f));
    }

    [PostgresFact]
    public async Task Keeps_the_backup_that_a_deployment_may_still_need()
    {
        await using var scene = await KeepingAsync(1);
        var first = await scene.TakenAsync();
        var (running, rolledBackTo, before) = (await scene.OlderAsync(first, 3), await scene.OlderAsync(first, 4), await scene.OlderAsync(first, 5));
        Ledger(running, new DeploymentOpened("x", "production", "DeployProduction", "0.1.0"));
        Ledger(rolledBackTo, new DeploymentOpened("x", "production", "DeployProduction", "0.1.0"), Applied, Ended);
        Ledger(before, new DeploymentOpened("x", "production", "DeployProduction", "0.1.0"), Applied, Ended);

        await scene.TakenAsync(proven: true);

        Directory.Exists(running).Should().BeTrue("it has no end");
        Directory.Exists(rolledBackTo).Should().BeTrue("a rollback would undo its deployment");
        Directory.Exists(before).Should().BeFalse();
        scene.Told.Where(l => l.Contains(" is kept beyond backup.keep: ", StringComparison.Ordinal)).Should().HaveCount(2);
    }

    private static MigrationCommitted Applied => new(new AppliedMigration("20240101000000", "first", 0.1, 1, [], []));

    private static DeploymentEnded Ended => new(Outcome.Succeeded, Failures.ExitCode.Done, 1, Failure: null);

    private static void Ledger(string backup, params LedgerEvent[] events)
    {
        var folder = Path.GetDirectoryName(backup)!;
        using var ledger = LedgerFile.Create(new DeploymentFolder(Path.GetFileName(folder), folder), TimeProvider.System);
        foreach (var happened in events) ledger.Append(happened);
    }

    private async Task<DeployScene> KeepingAsync(int count)
    {
        var scene = await server.SceneAsync();
        scene.Options.Variable("LOCKKEEPER_BACKUP_KEEP", $"{count}");
        return scene;
    }
}
