using System.Text;
using Npgsql;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>The rows of one table as pg_restore writes them, streamed to the server: they may be more than the memory holds.</summary>
/// <param name="path">A script with one COPY … FROM stdin in it.</param>
internal sealed class RowFile(string path)
{
    private const int Portion = 1 << 16;

    /// <summary>Sends the rows, byte for byte.</summary>
    /// <param name="connection">In the transaction that they belong to.</param>
    /// <param name="table">The table to fill instead of the one that they were of; null: that one.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="InvalidDataException">The file holds no rows, or not to their end.</exception>
    public async Task CopyAsync(NpgsqlConnection connection, string? table, CancellationToken token)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Portion, useAsync: true);
        var (command, start) = await HeadAsync(file, token);
        var end = await EndAsync(file, start, token);
        await using var writer = await connection.BeginTextImportAsync(Into(command, table), token);
        try
        {
            await PumpAsync(file, start, end, writer.BaseStream, token);
        }
        catch
        {
            // Else disposing it would end the rows here as if they were all.
            await writer.CancelAsync();
            throw;
        }
    }

    private static async Task PumpAsync(FileStream file, long start, long end, Stream to, CancellationToken token)
    {
        file.Position = start;
        var buffer = new byte[Portion];
        for (var left = end - start; left > 0;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, Portion)), token);
            if (read == 0) throw new EndOfStreamException("The rows end in the middle.");
            await to.WriteAsync(buffer.AsMemory(0, read), token);
            left -= read;
        }
    }

    // COPY schema.table (columns) FROM stdin;
    private async Task<(string Command, long Start)> HeadAsync(FileStream file, CancellationToken token)
    {
        var buffer = new byte[Portion];
        var read = await file.ReadAtLeastAsync(buffer, Portion, throwOnEndOfStream: false, token);
        var from = 0;
        while (buffer.AsSpan(from, read - from).IndexOf((byte)'\n') is var length and >= 0)
        {
            var line = Encoding.UTF8.GetString(buffer, from, length);
            from += length + 1;
            if (line.StartsWith("COPY ", StringComparison.Ordinal) && line.EndsWith(" FROM stdin;", StringComparison.Ordinal)) return (line.TrimEnd(';'), from);
        }

        throw new InvalidDataException($"{path} holds no rows.");
    }

    // In rows a backslash is written twice, so that a line of \. is their end and nothing else.
    private async Task<long> EndAsync(FileStream file, long start, CancellationToken token)
    {
        var from = Math.Max(start - 1, file.Length - Portion);
        file.Position = from;
        var tail = new byte[file.Length - from];
        await file.ReadExactlyAsync(tail, token);
        var at = tail.AsSpan().LastIndexOf("\n\\.\n"u8);
        return at < 0 ? throw new InvalidDataException($"The rows in {path} have no end.") : from + at + 1;
    }

    // The names of columns may hold anything, but the table's own name comes first and ends outside quotes.
    private static string Into(string command, string? table)
    {
        if (table is null) return command;
        var (quoted, at) = (false, "COPY ".Length);
        for (; at < command.Length && (quoted || command[at] != ' '); at++) quoted ^= command[at] == '"';
        return $"COPY {table}{command[at..]}";
    }
}
