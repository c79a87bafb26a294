using System.Data;
using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.VerifyEnv.Gates;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.History;
using Npgsql;

namespace Lockkeeper.Pipeline.Drift;

/// <summary>What is to be known of a live target, all of one moment.</summary>
/// <param name="Server">Who answered.</param>
/// <param name="History">Its history.</param>
/// <param name="Catalog">Its catalog.</param>
/// <param name="Origin">What it has from where it was made.</param>
public sealed record LiveTarget(TargetIdentity Server, IReadOnlyList<HistoryRow> History, CatalogSnapshot Catalog, Origin Origin)
{
    /// <summary>Reads in one repeatable read, read only transaction. No row is read but those of the history, of buckets and of cron jobs.</summary>
    /// <exception cref="DeployFailure">It cannot be reached, or is not the server that the configuration names.</exception>
    public static async Task<LiveTarget> ReadAsync(DeployOptions options, PipelineServices services, CancellationToken token)
    {
        services.Progress.Report($"reading the catalog of {options.Environment}");
        await using var target = RealDatabase.Of(options, $"lockkeeper drift {options.Environment}");
        await using var connection = await target.ConnectAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        // Printing a view waits for whoever holds it exclusively; a look must not queue in front of others for long.
        await using (var limits = new NpgsqlCommand(
            $"set transaction read only; set local lock_timeout = {(long)options.Locks.LockTimeout.TotalMilliseconds}", connection))
            await limits.ExecuteNonQueryAsync(token);

        var reading = await HistoryReading.TakeAsync(connection, token);
        if (IdentityGate.Look(options, reading.Server).ToList() is [var wrong, ..])
            throw DeployFailure.Refused(wrong.Code, "This is not the server to look at:", [wrong.Problem], "Correct what is listed and run the same command again.");
        var live = new LiveTarget(
            reading.Server, reading.Rows, await CatalogReader.ReadWithinAsync(transaction, token), await Origin.ReadAsync(connection, token));
        await transaction.CommitAsync(token);
        return live;
    }

    /// <summary>Refuses to compare what cannot be compared.</summary>
    /// <param name="environment">This target's environment.</param>
    /// <param name="other">The other target.</param>
    /// <param name="name">Its environment.</param>
    /// <exception cref="DeployFailure">Both are one database, or of different major versions.</exception>
    public void RequireComparable(string environment, LiveTarget other, string name)
    {
        if (Server.IsSameDatabaseAs(other.Server))
        {
            throw DeployFailure.Refused(
                FailureCode.WrongTarget, $"{environment} and {name} are one and the same database: {Server}.", "Correct the database of one of the two environments.");
        }

        if (Server.ServerMajor == other.Server.ServerMajor) return;
        throw DeployFailure.Refused(
            FailureCode.UnsupportedVersion,
            $"{environment} is PostgreSQL {Server.ServerMajor} and {name} is PostgreSQL {other.Server.ServerMajor}; major versions print definitions differently.",
            "Compare each with what its own migrations imply: --target=Drift without --against.");
    }
}
