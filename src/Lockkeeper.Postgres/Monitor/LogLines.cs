using System.Text;
using System.Text.Json;

namespace Lockkeeper.Postgres.Monitor;

/// <summary>Counts what is bad in pieces of a server's log. A line that is not complete yet waits for the next piece.</summary>
/// <param name="format">As <c>pg_current_logfile</c> names it: jsonlog, csvlog or stderr.</param>
/// <param name="database">Errors of other databases do not count, where the format tells whose they are.</param>
internal sealed class LogLines(string format, string database)
{
    private static readonly string[] Bad = ["ERROR", "FATAL", "PANIC"];

    private readonly List<byte> _rest = [];

    /// <summary>Takes a piece in.</summary>
    /// <returns>How many bad entries end in it.</returns>
    public int Count(ReadOnlySpan<byte> piece)
    {
        var bad = 0;
        while (piece.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _rest.AddRange(piece[..end]);
            if (IsBad(Encoding.UTF8.GetString([.. _rest]))) bad++;
            _rest.Clear();
            piece = piece[(end + 1)..];
        }

        _rest.AddRange(piece);
        return bad;
    }

    private bool IsBad(string line) => format switch
    {
        "jsonlog" => IsBadJson(line),
        "csvlog" => Array.Exists(Bad, b => line.Contains($",{b},", StringComparison.Ordinal)) && line.Split(',', 4) is [_, _, var whose, _]
            && (whose.Length == 0 || whose.Equals($"\"{database}\"", StringComparison.Ordinal)),
        _ => Array.Exists(Bad, b => line.Contains($"{b}:  ", StringComparison.Ordinal)),
    };

    private bool IsBadJson(string line)
    {
        // Most lines are not: parsing them all would cost more than all the rest.
        if (!Array.Exists(Bad, b => line.Contains(b, StringComparison.Ordinal))) return false;
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("error_severity", out var severity) && Array.Exists(Bad, b => severity.ValueEquals(b))
                && (!json.RootElement.TryGetProperty("dbname", out var whose) || whose.ValueEquals(database));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
