using Lockkeeper.Failures;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Postgres.Tools;

/// <summary>The server's roles with their memberships and settings, as SQL that psql runs; never a password.</summary>
public static class RoleDump
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Writes them with pg_dumpall.</summary>
    /// <param name="tools">Those that dump the database.</param>
    /// <param name="target">The server.</param>
    /// <param name="file">The file to write; its folder exists.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">pg_dumpall failed (<see cref="FailureCode.BackupFailed" />).</exception>
    public static async Task RunAsync(ClientTools tools, NpgsqlConnectionStringBuilder target, string file, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(target);
        var database = target.Database?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        var command = new ChildCommand(
            tools.PgDumpAll,
            ["--roles-only", "--no-role-passwords", "--no-password", $"--dbname=dbname='{database}'", $"--file={file}"])
        {
            Environment = ConnectionVariables.For(target),
            Deadline = Deadline,
        };
        try
        {
            await tools.RunAsync(command, [Path.GetDirectoryName(Path.GetFullPath(file))!], token);
        }
        catch (ChildProcessFailure failure)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.BackupFailed,
                FailureSource.Tool,
                $"The roles could not be dumped: {failure.Message}",
                "Correct what pg_dumpall says, then run the same command again; the server was only read.",
                failure);
        }
    }
}
