using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lockkeeper.Evidence;

/// <summary>
/// The chain of a ledger's lines: each holds the hash of the one before, so that an edited, removed or moved line shows.
/// It does not show who wrote the ledger, nor that its end was cut off: that looks like a killed process.
/// </summary>
public static class LedgerChain
{
    private const string HashMark = ",\"hash\":\"";
    private static readonly string NoPrevious = new('0', 64);

    /// <summary>The line that follows <paramref name="last"/>, or the first one.</summary>
    public static LedgerLine Append(LedgerEntry? last, LedgerEvent happened, DateTimeOffset at)
    {
        // What is written is what is remembered: a report made now and one made from the file later are the same.
        var milliseconds = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var seq = (last?.Seq ?? 0) + 1;
        var previous = last?.Hash ?? NoPrevious;
        var json = JsonSerializer.Serialize(happened, LedgerJson.Line.LedgerEvent);
        var body = $$"""{"seq":{{seq}},"at":"{{UtcTime.Text(milliseconds)}}","previous":"{{previous}}","event":{{json}}""";
        var hash = HashOf(body);
        return new LedgerLine(new LedgerEntry(seq, milliseconds, previous, happened, hash), $"{body}{HashMark}{hash}\"}}");
    }

    /// <summary>Reads lines up to the first that is not what Lockkeeper wrote.</summary>
    public static LedgerReading Read(IEnumerable<string> lines)
    {
        var text = lines.ToList();
        while (text.Count > 0 && text[^1].Length == 0)
            text.RemoveAt(text.Count - 1);

        var entries = new List<LedgerEntry>(text.Count);
        for (var i = 0; i < text.Count; i++)
        {
            if (Check(text[i], entries.LastOrDefault(), isLast: i == text.Count - 1, out var entry) is { } reason)
                return new LedgerReading(entries, new LedgerBreak(i + 1, reason));
            entries.Add(entry!);
        }

        return new LedgerReading(entries, Break: null);
    }

    private static LedgerBreakReason? Check(string line, LedgerEntry? last, bool isLast, out LedgerEntry? entry)
    {
        entry = null;
        var cut = line.LastIndexOf(HashMark, StringComparison.Ordinal);
        var isComplete = cut > 0 && line.Length == cut + HashMark.Length + 64 + 2 && line.EndsWith("\"}", StringComparison.Ordinal);
        if (!isComplete)
            return isLast && CouldBeTorn(line, last) ? LedgerBreakReason.Torn : LedgerBreakReason.Edited;
        if (!line.AsSpan(cut + HashMark.Length, 64).SequenceEqual(HashOf(line[..cut])))
            return LedgerBreakReason.Edited;

        try
        {
            entry = JsonSerializer.Deserialize(line, LedgerJson.Line.LedgerEntry);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return LedgerBreakReason.Unreadable;
        }

        var follows = entry is not null
            && entry.Seq == (last?.Seq ?? 0) + 1
            && string.Equals(entry.Previous, last?.Hash ?? NoPrevious, StringComparison.Ordinal);
        return follows ? null : LedgerBreakReason.Removed;
    }

    /// <summary>A torn line begins as the line that was due; anything else was put there.</summary>
    private static bool CouldBeTorn(string line, LedgerEntry? last)
    {
        var due = $"{{\"seq\":{(last?.Seq ?? 0) + 1},\"at\":\"";
        return line.StartsWith(due, StringComparison.Ordinal) || due.StartsWith(line, StringComparison.Ordinal);
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
