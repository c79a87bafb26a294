using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>An invalid index is the trace of a failed CONCURRENTLY: clear it away before anything new begins.</summary>
internal static class InvalidIndexGate
{
    public static async Task<IEnumerable<GateFinding>> LookAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> pending, Engine engine, CancellationToken token)
    {
        var invalid = await InvalidIndexes.ReadAsync(connection, token);
        // What an earlier attempt at a pending file left behind our applier clears away, and asks for it in the same words. The CLI does not.
        if (invalid.Count > 0 && engine == Engine.Npgsql) invalid = [.. invalid.Except(await ClearedAsync(connection, pending, token), StringComparer.Ordinal)];
        return invalid.Select(index => new GateFinding(FailureCode.InvalidIndex, new Problem(
            $"index {index}", "is invalid: it costs every write and serves no query.", $"Run: drop index concurrently {index}; and build it again.")));
    }

    private static async Task<HashSet<string>> ClearedAsync(NpgsqlConnection connection, IReadOnlyList<Migration> pending, CancellationToken token)
    {
        var cleared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in pending.Where(m => m.RunsOutsideTransaction).SelectMany(m => m.Statements).Select(IndexStatement.Parse).OfType<IndexStatement>())
            cleared.UnionWith(await InvalidIndexes.OfAsync(connection, statement, token));
        return cleared;
    }
}
