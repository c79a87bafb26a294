using System.Text.RegularExpressions;
using Lockkeeper.Live;
using Lockkeeper.Postgres.Tools;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>pg_restore with its progress: which tables it has done, and how much of the dump they are.</summary>
internal static partial class ShownRestore
{
    /// <inheritdoc cref="PgRestore.RunAsync" />
    public static async Task<PgRestoreResult> RunAsync(
        PipelineServices services, ClientTools tools, NpgsqlConnectionStringBuilder target, PgRestoreOptions options, CancellationToken token)
    {
        var (bytes, tables) = DumpFiles.Count(options.Folder);
        var (doneBytes, doneTables) = (0L, 0);
        await using var shown = ShownWork.Begin(
            services, since => new LongWork("pg_restore", since, Interlocked.Read(ref doneBytes), bytes, Volatile.Read(ref doneTables), tables));
        return await PgRestore.RunAsync(tools, target, options with { OnLine = Take }, token);

        void Take(string line)
        {
            if (Finished().Match(line) is { Success: true } parallel)
            {
                Interlocked.Increment(ref doneTables);
                Interlocked.Add(ref doneBytes, DumpFiles.SizeOf(options.Folder, parallel.Groups["entry"].Value));
            }
            else if (line.StartsWith("pg_restore: processing data for table ", StringComparison.Ordinal) && options.Jobs == 1)
            {
                Interlocked.Increment(ref doneTables);
            }
        }
    }

    // "pg_restore: finished item 3215 TABLE DATA users"
    [GeneratedRegex("^pg_restore: finished item (?<entry>[0-9]+) TABLE DATA ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Finished();
}
