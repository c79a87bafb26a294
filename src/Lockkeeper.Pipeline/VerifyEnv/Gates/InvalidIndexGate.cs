using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>An invalid index is the trace of a failed CONCURRENTLY: clear it away before anything new begins.</summary>
internal static class InvalidIndexGate
{
    public static async Task<IEnumerable<GateFinding>> LookAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> pending, CancellationToken token)
    {
        // What a pending file builds anyway is what an earlier attempt at it left behind: the applier clears that away.
        var again = pending.Where(m => m.RunsOutsideTransaction).SelectMany(m => m.Statements).Select(IndexStatement.Parse).OfType<IndexStatement>().ToList();
        return (await InvalidIndexes.ReadAsync(connection, token)).Where(index => !again.Exists(s => s.BuildsAgain(index))).Select(index => new GateFinding(FailureCode.InvalidIndex, new Problem(
            $"index {index}", "is invalid: it costs every write and serves no query.", $"Run: drop index concurrently {index}; and build it again.")));
    }
}
