using System.Globalization;
using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Whether the backup has room: better said before an hour of dumping than after it.</summary>
internal static class BackupRoom
{
    // Size and relpages take no lock, so that nobody has to be waited for. What indexes hold is not dumped.
    private const string Estimate = """
        select greatest(0, pg_catalog.pg_database_size(current_database()) - coalesce(sum(c.relpages::bigint), 0) * current_setting('block_size')::bigint)::bigint
        from pg_catalog.pg_class c where c.relkind = 'i'
        """;

    /// <exception cref="DeployFailure">There is not enough.</exception>
    public static async Task RequireAsync(NpgsqlConnection connection, string folder, PipelineServices services, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Estimate, connection);
        var needed = (long)(await command.ExecuteScalarAsync(token))!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var both = string.Create(CultureInfo.InvariantCulture, $"the backup needs at most about {needed:N0} bytes (the database without its indexes), and {folder} has {free:N0} free");
        if (free > needed)
        {
            services.Progress.Report(both);
            return;
        }

        throw DeployFailure.NothingChanged(
            FailureCode.BackupFailed,
            FailureSource.Us,
            $"There may not be room: {both}.",
            "Free some, or name a folder with more room as backup.directory (LOCKKEEPER_BACKUP_DIRECTORY), then run the same command again.");
    }
}
