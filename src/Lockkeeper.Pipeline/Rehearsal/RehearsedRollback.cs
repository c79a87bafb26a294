using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rollback;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Rollback;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>Rolls the plan back on the copy, by what would roll it back on the target, and compares catalog and rows with what was restored.</summary>
internal sealed class RehearsedRollback(DeployOptions options, PipelineServices services, RestoredCopy copy)
{
    private readonly List<Problem> _problems = [];

    /// <summary>What cannot be put back, or was not as before; empty when all is well.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <param name="database">The copy, as the role that deploys.</param>
    /// <param name="before">Its catalog before the plan.</param>
    /// <param name="after">The same with the plan's changes.</param>
    /// <param name="events">What was recorded while it was applied.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether it was done, and whether everything then was as before.</returns>
    public async Task<(bool Done, bool AsBefore)> RunAsync(
        TargetDatabase database, CatalogSnapshot before, CatalogSnapshot after, IEnumerable<LedgerEvent> events, CancellationToken token)
    {
        var deployment = DeploymentRecord.From("the rehearsal", copy.Backup, before, after, events);
        try
        {
            await new RollbackPhase(options, services, _ => { }).RunAsync(database, deployment, token);
        }
        catch (DeployFailure e) when (!token.IsCancellationRequested)
        {
            _problems.AddRange(e.Problems.Count > 0 ? e.Problems : [new Problem("the rollback", e.Message, "")]);
            return (false, false);
        }

        await CompareAsync(database, before, token);
        return (true, _problems.Count == 0);
    }

    private async Task CompareAsync(TargetDatabase database, CatalogSnapshot before, CancellationToken token)
    {
        await using (var deployer = await database.ConnectAsync(token))
        {
            var now = await CatalogReader.ReadAsync(deployer, token);
            _problems.AddRange(RollbackGoal.Differences(now, before).Select(d => new Problem(d.Fact, "was not as before when the plan had been rolled back.", "")));
        }

        // Rows that a role may not see are rows, too.
        await using var connection = await copy.Database.ConnectAsync(token);
        var tables = (await DataDigest.ReadDumpedAsync(connection, snapshot: null, token)).ToDictionary(t => t.Table, StringComparer.Ordinal);
        _problems.AddRange(copy.Backup.Manifest.Tables.Where(t => tables.GetValueOrDefault(t.Table) != t).Select(t => new Problem(
            $"table {t.Table}", $"had {t.Rows} rows with digest {t.Digest} before, and {Told(tables.GetValueOrDefault(t.Table))} when the plan had been rolled back.", "")));
    }

    private static string Told(TableDigest? table) => table is null ? "is gone" : $"{table.Rows} rows with digest {table.Digest}";
}
