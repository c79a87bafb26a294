using System.Globalization;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Restoring;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tools;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>
/// Proves a backup: restores it into a throwaway server of the same major version and compares catalog, rows and digests of every table
/// with the manifest. The copy stays for whoever asked for the proof, and is gone when it cannot be given.
/// </summary>
/// <remarks>Not compared: what a snapshot does not hold or a fact does not tell, as privileges of large objects and passwords.</remarks>
public sealed class BackupProof(DeployOptions options, PipelineServices services)
{
    // Nothing is replicated from it, so that a table's rows need not be logged; and nobody vacuums what lives for a minute.
    private static readonly string[] Settings = ["wal_level = minimal", "max_wal_senders = 0", "autovacuum = off", "maintenance_work_mem = 256MB"];

    /// <summary>Restores and compares as <c>--rehearsal</c> says.</summary>
    /// <returns>The copy, whose caller disposes it; it proves the backup where it has rows. Null when none was asked for.</returns>
    /// <exception cref="DeployFailure">It cannot be restored here, or what was restored is not the same.</exception>
    public async Task<RestoredCopy?> RunAsync(StoredBackup backup, CancellationToken token)
    {
        if (options.Rehearsal is RehearsalMode.Off)
        {
            services.Progress.Report("the backup is not restored (--rehearsal=off), so nothing is proven about it");
            return null;
        }

        try
        {
            return await StartAsync(backup, token);
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException && !token.IsCancellationRequested)
        {
            throw Unproven(backup, e);
        }
    }

    private async Task<RestoredCopy> StartAsync(StoredBackup backup, CancellationToken token)
    {
        var (manifest, began) = (backup.Manifest, services.Time.GetTimestamp());
        var tools = await ClientTools.FindAsync(Math.Max(manifest.Target.ServerMajor, MajorOf(manifest.PgDump)), services.Containers, token);
        services.Progress.Report($"starting a throwaway PostgreSQL {manifest.Target.ServerMajor} server");
        var cluster = await LocalCluster.StartAsync(Wanted(manifest), token);
        var database = TargetDatabase.For(cluster.ConnectionFor(manifest.Target.Database), "lockkeeper backup proof");
        var copy = new RestoredCopy(cluster, database, backup, options.Rehearsal is RehearsalMode.Full);
        try
        {
            await RestoreAndCompareAsync(copy, tools, began, token);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private async Task RestoreAndCompareAsync(RestoredCopy copy, ClientTools tools, long began, CancellationToken token)
    {
        var (backup, manifest, all) = (copy.Backup, copy.Backup.Manifest, copy.HasRows);
        ProofRoom.Require(copy.Cluster, manifest.Needs);
        foreach (var note in await EmptyDatabase.CreateAsync(copy.Cluster, manifest.Target.Database, manifest.Needs, token)) services.Progress.Report(note);
        await using var connection = await copy.Database.ConnectAsync(token);
        await ExtensionsHere.RequireAsync(connection, backup.Catalog, token);
        await EmptyDatabase.MakeRoomAsync(connection, backup.Catalog, token);

        services.Progress.Report(all
            ? Text($"restoring {backup.Evidence.Bytes:N0} bytes with pg_restore {tools.Version}")
            : $"restoring the schema alone with pg_restore {tools.Version} (--rehearsal=schema)");
        await ShownRestore.RunAsync(
            services, tools, copy.Database.Settings, new PgRestoreOptions { Folder = backup.Folder, Jobs = options.Backup.Jobs, SchemaOnly = !all }, token);

        var differences = new ProofDifferences(options.Secrets);
        differences.AddCatalog(backup.Catalog, await CatalogReader.ReadAsync(connection, token), withRows: all);
        if (all) differences.AddTables(manifest.Tables, await DataDigest.ReadDumpedAsync(connection, snapshot: null, token));
        if (all) await differences.AddBesideTablesAsync(manifest, connection, token);
        differences.Require();
        var took = services.Time.GetElapsedTime(began).TotalSeconds;
        services.Progress.Report(all
            ? Text($"the restored copy is the same: {backup.Catalog.Facts.Count:N0} facts, {manifest.Tables.Count} tables, {manifest.Tables.Sum(t => t.Rows):N0} rows ({took:0.0} s)")
            : Text($"the restored schema is the same: {backup.Catalog.Facts.Count:N0} facts; rows were not restored, so the backup is not proven ({took:0.0} s)"));
    }

    private LocalClusterOptions Wanted(BackupManifest manifest) => new()
    {
        Major = manifest.Target.ServerMajor,
        Superuser = manifest.Needs.Superuser,
        Containers = services.Containers,
        Settings = Settings,
    };

    private static DeployFailure Unproven(StoredBackup backup, Exception e)
    {
        var next = (e as DeployFailure)?.Next ?? "Run the same command again.";
        return new DeployFailure(
            FailureCode.BackupFailed,
            $"The backup is not proven: {(e as DeployFailure)?.Message ?? $"the throwaway server failed: {e.InnerException?.Message ?? e.Message}"}\n"
            + $"It is kept in {backup.Evidence.Path}. The target was only read.",
            e)
        {
            FailedBy = (e as DeployFailure)?.FailedBy ?? FailureSource.Tool,
            ExitCode = ExitCode.NothingChanged,
            Next = $"{next} --rehearsal=off goes on with a backup that nobody has restored; reports then say so.",
            Problems = (e as DeployFailure)?.Problems ?? [],
        };
    }

    private static int MajorOf(string version) =>
        int.TryParse([.. version.TakeWhile(char.IsAsciiDigit)], CultureInfo.InvariantCulture, out var major) ? major : 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
