using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>What a session may carry from one migration into the next, and the commands that undo it.</summary>
internal static class SessionState
{
    /// <summary>
    /// What DISCARD ALL does, which the server refuses in a pipeline: roles, settings, temporary tables, prepared statements, cursors,
    /// channels, sequence caches and advisory locks of an earlier file are gone.
    /// </summary>
    public static void AddReset(MigrationBatch batch, Migration migration)
    {
        foreach (var sql in (string[])
            ["set session authorization default", "reset all", "deallocate all", "close all", "unlisten *", "discard plans", "discard temp", "discard sequences"])
        {
            batch.Add(migration, sql);
        }

        batch.Add(migration, $"select pg_catalog.pg_advisory_unlock_all(), {DeploymentLock.HoldApplyingSql}");
    }
}
