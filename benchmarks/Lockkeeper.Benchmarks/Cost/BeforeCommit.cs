using Lockkeeper.Postgres.Contracts;
using Npgsql;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>
/// How long a migration's locks are held longer because its effect is read before COMMIT: on a large database, for a small change.
/// </summary>
internal static class BeforeCommit
{
    private const int Runs = 7;

    /// <param name="source">A database with the tables of <see cref="CatalogReading"/>.</param>
    /// <param name="token">Ends it.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        var began = TimeProvider.System.GetTimestamp();
        var before = await BaselineReader.ReadAsync(connection, token);
        var baseline = TimeProvider.System.GetElapsedTime(began).TotalSeconds;

        var milliseconds = new List<double>();
        for (var run = 0; run < Runs; run++) milliseconds.Add(await EffectAsync(connection, before, token));
        milliseconds.Sort();
        return
        [
            new Figure($"Before a migration, outside of its transaction: {CatalogReading.Tables:#,0} tables, one connection", $"{baseline:0.0} s"),
            new Figure($"Before COMMIT, under its locks: the effect of dropping a table, and the routines that it broke, {CatalogReading.Tables:#,0} tables", $"{milliseconds[Runs / 2]:0} ms"),
        ];
    }

    private static async Task<double> EffectAsync(NpgsqlConnection connection, CatalogBaseline before, CancellationToken token)
    {
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using (var change = new NpgsqlCommand("drop table t17; drop policy own on t18; alter table t19 add column z int", connection))
            await change.ExecuteNonQueryAsync(token);
        var began = TimeProvider.System.GetTimestamp();
        var effect = await EffectReader.ReadAsync(transaction, before, token);
        await BrokenRoutines.FindAsync(transaction, effect.Change, before.Snapshot, token);
        var elapsed = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
        await transaction.RollbackAsync(token);
        return effect.Change is { Removed.Count: 2, Altered.Count: 1 } ? elapsed : throw new InvalidOperationException("The effect was not read.");
    }
}
