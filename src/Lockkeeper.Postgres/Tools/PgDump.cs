using System.Globalization;
using Lockkeeper.Failures;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Postgres.Tools;

/// <summary>Dumps a database with pg_dump, and takes no dump that pg_dump itself has doubts about.</summary>
public static class PgDump
{
    /// <summary>From this version on pg_dump knows zstd, which packs faster and smaller than gzip.</summary>
    private const int FirstWithZstd = 16;

    /// <summary>Dumps all of a database into a folder.</summary>
    /// <exception cref="DeployFailure">
    /// pg_dump failed, warned, or did not end in time (<see cref="FailureCode.BackupFailed" />); the folder is removed again.
    /// </exception>
    public static async Task<PgDumpResult> RunAsync(
        ClientTools tools, NpgsqlConnectionStringBuilder target, PgDumpOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(options.Folder) && Directory.EnumerateFileSystemEntries(options.Folder).Any())
            throw Failed($"The folder {options.Folder} for the dump is not empty.", inner: null);
        try
        {
            var result = await DumpAsync(tools, target, options, token);
            if (WarningsOf(result.StandardError) is { Length: > 0 } warnings)
                throw Failed($"pg_dump warned, so the dump cannot be trusted:\n{warnings}", inner: null);
            return new PgDumpResult(options.Folder, tools.Version, result.Duration);
        }
        catch (ChildProcessFailure failure)
        {
            Remove(options.Folder);
            throw Failed(Reason(failure, options), failure);
        }
        catch
        {
            Remove(options.Folder);
            throw;
        }
    }

    private static async Task<ChildResult> DumpAsync(
        ClientTools tools, NpgsqlConnectionStringBuilder target, PgDumpOptions options, CancellationToken token)
    {
        // pg_dump makes the folder itself.
        string[] folders = [Path.GetDirectoryName(Path.GetFullPath(options.Folder))!];
        if (tools.Major >= FirstWithZstd)
        {
            Remove(options.Folder);
            try
            {
                return await tools.RunAsync(Command(tools, target, options, "--compress=zstd"), folders, token);
            }
            catch (ChildProcessFailure failure) when (!failure.IsDeadlinePassed && !Directory.Exists(options.Folder))
            {
                // pg_dump makes the folder before it connects, but after it has looked at its options: this build has no zstd.
            }
        }
        return await tools.RunAsync(Command(tools, target, options), folders, token);
    }

    private static ChildCommand Command(
        ClientTools tools, NpgsqlConnectionStringBuilder target, PgDumpOptions options, params string[] compression)
    {
        var lockWait = ((long)options.LockWaitTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        string[] snapshot = options.Snapshot is null ? [] : [$"--snapshot={options.Snapshot}"];
        return new ChildCommand(
            tools.PgDump,
            [
                "--format=directory", $"--file={options.Folder}", $"--jobs={options.Jobs}", $"--lock-wait-timeout={lockWait}",
                "--no-password", .. snapshot, .. compression,
            ])
        {
            Environment = ConnectionVariables.For(target),
            Deadline = options.Deadline,
        };
    }

    // All of it is quoted: the lines after a warning say which tables it is about.
    private static string WarningsOf(string stderr) =>
        Array.Exists(stderr.Split('\n'), IsWarning) ? stderr.Trim() : "";

    private static bool IsWarning(string line) =>
        line.StartsWith("pg_dump: warning:", StringComparison.Ordinal) || line.StartsWith("pg_dump: error:", StringComparison.Ordinal);

    private static string Reason(ChildProcessFailure failure, PgDumpOptions options)
    {
        var what = failure.IsDeadlinePassed
            ? $"pg_dump did not end within {options.Deadline}"
            : $"pg_dump ended with exit code {failure.ExitCode}{Signal(failure.ExitCode)}";
        var stderr = failure.StandardError.Trim();
        return stderr.Length == 0 ? $"{what}." : $"{what}:\n{stderr}";
    }

    // As shells count.
    private static string Signal(int exitCode) => exitCode is > 128 and < 160 ? $" (killed by signal {exitCode - 128})" : "";

    private static string Next(string message) => message.Contains("No space left on device", StringComparison.Ordinal)
        ? "Free some room, or name a folder with more as backup.directory (LOCKKEEPER_BACKUP_DIRECTORY), then run the same command again; nothing of this backup is kept."
        : "Correct what pg_dump says, then run the same command again; the database was only read.";

    private static DeployFailure Failed(string message, Exception? inner) =>
        DeployFailure.NothingChanged(
            FailureCode.BackupFailed,
            FailureSource.Tool,
            message,
            Next(message),
            inner);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
