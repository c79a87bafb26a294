using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tools;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Dumps one snapshot of the target with pg_dump and says in a manifest what was dumped.</summary>
public sealed class BackupPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Takes the backup; it stands under its name only when it is complete.</summary>
    public async Task<BackupEvidence> RunAsync(TargetDatabase target, TargetIdentity identity, DeploymentFolder deployment, CancellationToken token)
    {
        var tools = await ClientTools.FindAsync(identity.ServerMajor, token);
        var folder = options.Backup.Directory is { } directory ? Path.Combine(directory, deployment.Id) : Path.Combine(deployment.Path, "backup");
        var partial = folder + ".partial";
        PrivateFolder.Create(Path.GetDirectoryName(folder)!);
        try
        {
            var evidence = await DumpAsync(target, identity, tools, partial, token);
            Directory.Move(partial, folder);
            evidence = evidence with { Path = folder };
            record(new BackupTaken(evidence));
            return evidence;
        }
        catch
        {
            // A half-written dump must never be taken for a backup.
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    private async Task<BackupEvidence> DumpAsync(
        TargetDatabase target, TargetIdentity identity, ClientTools tools, string partial, CancellationToken token)
    {
        // The exporting transaction must stay open until pg_dump and the digests have joined its snapshot.
        await using var exporting = await target.ConnectAsync(token);
        await using var transaction = await exporting.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
        var taken = services.Time.GetUtcNow();
        var snapshot = await ExportAsync(exporting, token);

        services.Progress.Report($"pg_dump {tools.Version} with {options.Backup.Jobs} jobs");
        var dump = new PgDumpOptions { Folder = partial, Jobs = options.Backup.Jobs, Snapshot = snapshot };
        await PgDump.RunAsync(tools, target.Settings, dump, token);
        await using var reading = await target.ConnectAsync(token);
        var digests = await new PreservedTables(options, pending: []).ReadAsync(reading, snapshot, token);
        var manifest = await BackupManifest.OfAsync(partial, identity, tools.Version, snapshot, taken, digests, token);
        return await manifest.WriteAsync(partial, identity, token);
    }

    private static async Task<string> ExportAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("set transaction read only; select pg_catalog.pg_export_snapshot()", connection);
        return await command.ExecuteScalarAsync(token) as string
            ?? throw DeployFailure.NothingChanged(
                FailureCode.BackupFailed, FailureSource.Server, "The server exported no snapshot.", "Run the same command again.");
    }
}
