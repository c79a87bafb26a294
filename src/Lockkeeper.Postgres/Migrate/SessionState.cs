using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>What a session may carry from one migration into the next, and the commands that undo it.</summary>
internal static class SessionState
{
    /// <summary>The server's clock in seconds, as a double.</summary>
    public const string ClockSql = "extract(epoch from pg_catalog.clock_timestamp())::float8";

    /// <summary>
    /// What DISCARD ALL does, which the server refuses in a pipeline: settings, temporary tables, prepared statements, cursors, channels,
    /// sequence caches and advisory locks of an earlier file are gone. Its roles are given back before its history row is written, and plans need
    /// no command: the server makes them again when what they were made from changes. Each command is paid for once a migration.
    /// </summary>
    /// <remarks>Returns a row: the server's clock in seconds.</remarks>
    public static void AddReset(MigrationBatch batch, Migration migration)
    {
        foreach (var sql in (string[])["reset all", "deallocate all", "close all", "unlisten *", "discard temp", "discard sequences"])
            batch.Add(migration, sql);
        batch.Add(migration, $"select {ClockSql}, pg_catalog.pg_advisory_unlock_all(), {DeploymentLock.HoldApplyingSql}");
    }
}
