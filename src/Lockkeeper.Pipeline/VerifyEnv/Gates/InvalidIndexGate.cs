using Lockkeeper.Failures;
using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>An invalid index is the trace of a failed CONCURRENTLY: clear it away before anything new begins.</summary>
internal static class InvalidIndexGate
{
    public static async Task<IEnumerable<GateFinding>> LookAsync(NpgsqlConnection connection, CancellationToken token) =>
        (await InvalidIndexes.ReadAsync(connection, token)).Select(index => new GateFinding(FailureCode.InvalidIndex, new Problem(
            $"index {index}", "is invalid: it costs every write and serves no query.", $"Run: drop index concurrently {index}; and build it again.")));
}
