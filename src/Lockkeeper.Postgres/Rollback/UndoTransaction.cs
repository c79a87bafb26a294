using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Rollback;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>The statements of a rollback inside its transaction, and what must be true before COMMIT.</summary>
internal sealed class UndoTransaction(NpgsqlTransaction transaction, UndoWork work)
{
    // Owners, then privileges, then what depends on both: more rounds than that bring nothing new.
    private const int MostRounds = 5;

    private readonly NpgsqlConnection _connection = transaction.Connection!;
    private readonly Worklist _list = new(transaction.Connection!);

    /// <summary>Does all of it but COMMIT.</summary>
    /// <exception cref="ManualNeededException">A part is for a person.</exception>
    /// <exception cref="Failures.DeployFailure">It failed, or would not leave what was there before.</exception>
    public async Task<(CatalogSnapshot Catalog, IReadOnlyList<ReturnedRows> Rows)> RunAsync(CancellationToken token)
    {
        var plan = work.Plan;
        foreach (var rename in plan.Renames) await RenameProbe.RunAsync(_connection, rename, token);
        await GuardAsync(token);
        await DropAsync(token);
        Require(await _list.CreateAsync([.. plan.Creates.Where(IsColumn), .. work.Structure, .. plan.Creates.Where(c => !IsColumn(c))], token));
        foreach (var table in plan.RestoredTables.Where(work.RowFiles.ContainsKey)) await new RowFile(work.RowFiles[table]).CopyAsync(_connection, table: null, token);
        Require(await _list.CreateAsync(work.SequenceValues, token));
        // Before constraints and triggers lock tables that others use: reading all rows takes its time.
        var restored = await CompareRowsAsync(token);
        var rows = await new RowUndo(_connection, work).RunAsync(token);
        Require(await _list.CreateAsync([.. work.Finishing, .. plan.Finishing], token));
        await ForgetAsync(token);
        var catalog = await RepairAsync(rows, token);
        return (catalog, [.. restored, .. rows]);
    }

    private static bool IsColumn(UndoStatement statement) => statement.Sql.StartsWith("alter table", StringComparison.Ordinal);

    // What is asked stays true: nobody writes a table that is locked.
    private async Task GuardAsync(CancellationToken token)
    {
        var lost = new List<ManualStep>();
        foreach (var guard in work.Plan.Guards)
        {
            await RunAsync($"lock table {guard.Table} in access exclusive mode", guard.Step.Object, token);
            await using var command = new NpgsqlCommand(guard.Sql, _connection);
            if (guard.Sql.Contains("$1", StringComparison.Ordinal))
                command.Parameters.Add(new NpgsqlParameter { Value = work.TransactionIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            if (await command.ExecuteScalarAsync(token) is true) lost.Add(guard.Step);
        }

        if (lost.Count > 0) throw new ManualNeededException(lost);
    }

    private async Task DropAsync(CancellationToken token)
    {
        var left = await _list.DropAsync(work.Plan.Drops, token);
        if (left.Count == 0) return;
        throw new ManualNeededException([.. left.Select(l => new ManualStep(
            l.Statement.Object, $"something that was made since depends on it: {(l.Error.Detail ?? l.Error.MessageText).ReplaceLineEndings("; ")}.",
            ["-- drop or change what depends on it, if that may be, then:", $"{l.Statement.Sql};"]))]);
    }

    private static void Require(IReadOnlyList<(UndoStatement Statement, PostgresException Error)> failed)
    {
        if (failed.Count > 0) throw UndoFailures.Of(failed[0].Error, failed[0].Statement.Object);
    }

    private async Task ForgetAsync(CancellationToken token)
    {
        await using var command = new NpgsqlCommand("delete from supabase_migrations.schema_migrations where version = any ($1)", _connection)
        {
            Parameters = { new NpgsqlParameter { Value = work.Versions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
        };
        var gone = await command.ExecuteNonQueryAsync(token);
        if (gone != work.Versions.Count)
            throw UndoFailures.NotTheSame([$"the history has {gone} of the {work.Versions.Count} versions of the deployment"]);
    }

    private async Task<CatalogSnapshot> RepairAsync(IReadOnlyList<ReturnedRows> rows, CancellationToken token)
    {
        for (var round = 1; ; round++)
        {
            var effect = await EffectReader.ReadAsync(transaction, work.Baseline, token);
            var now = effect.Change.AppliedTo(work.Baseline.Snapshot);
            var differences = RollbackGoal.Differences(now, work.Plan.Goal.Catalog);
            if (differences.Count == 0)
            {
                RequireNothingElse(effect, rows);
                return now;
            }

            var repairs = RollbackRepairs.Of(differences);
            if (repairs.Count == 0 || round == MostRounds) throw UndoFailures.NotTheSame(RollbackRepairs.Told(differences));
            foreach (var repair in repairs) await RunAsync(repair.Sql, repair.Object, token);
        }
    }

    // A foreign key may delete along: what was written since would go with it.
    private void RequireNothingElse(TransactionEffect effect, IReadOnlyList<ReturnedRows> rows)
    {
        var meant = work.Plan.ReadTables.ToHashSet(StringComparer.Ordinal);
        var removed = rows.ToDictionary(r => r.Table, r => r.Removed, StringComparer.Ordinal);
        // What has been made again is filled; it is compared by itself.
        var made = work.Plan.Goal.Changes.Where(c => c.After is { Kind: "table" or "materialized view" }).Select(c => c.After!.Value.Identity).ToHashSet(StringComparer.Ordinal);
        var others = effect.Writes.Where(w => !w.IsNew && !made.Contains(w.Name) && w.Inserted + w.Updated + w.Deleted > 0 && (!meant.Contains(w.Name) || w.Deleted > removed.GetValueOrDefault(w.Name)))
            .Select(w => $"table {w.Name}: {w.Inserted} rows would be inserted, {w.Updated} updated, {w.Deleted} deleted, by foreign keys or triggers").ToList();
        if (others.Count > 0) throw UndoFailures.NotTheSame(others);
    }

    private async Task<IReadOnlyList<ReturnedRows>> CompareRowsAsync(CancellationToken token)
    {
        var found = (await DataDigest.ReadWithinAsync(transaction, [.. work.Expected.Select(t => t.Table)], token)).ToDictionary(t => t.Table, StringComparer.Ordinal);
        var wrong = work.Expected.Where(t => found.GetValueOrDefault(t.Table) != t)
            .Select(t => $"table {t.Table}: the backup has {t.Rows} rows with digest {t.Digest}, restored were {found.GetValueOrDefault(t.Table)?.Rows ?? 0} with {found.GetValueOrDefault(t.Table)?.Digest ?? "none"}")
            .ToList();
        if (wrong.Count > 0) throw UndoFailures.NotTheSame(wrong);
        return [.. found.Values.OrderBy(t => t.Table, StringComparer.Ordinal).Select(t => new ReturnedRows(t.Table, t.Rows, 0))];
    }

    private async Task RunAsync(string sql, string about, CancellationToken token)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, _connection);
            await command.ExecuteNonQueryAsync(token);
        }
        catch (PostgresException e) when (e.InvariantSeverity is not ("FATAL" or "PANIC"))
        {
            throw UndoFailures.Of(e, about);
        }
    }
}
