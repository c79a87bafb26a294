using Lockkeeper.Evidence;

namespace Lockkeeper.Tests.Evidence;

/// <summary>Writes a ledger in memory, a second a line unless told otherwise.</summary>
internal sealed class LedgerWriter
{
    private readonly List<LedgerLine> _lines = [];
    private DateTimeOffset _now = new(2026, 11, 22, 10, 15, 0, TimeSpan.Zero);

    internal IReadOnlyList<LedgerEntry> Entries => [.. _lines.Select(l => l.Entry)];

    internal IReadOnlyList<string> Lines => [.. _lines.Select(l => l.Text)];

    internal LedgerWriter Add(LedgerEvent happened, double afterSeconds = 1)
    {
        _lines.Add(LedgerChain.Append(_lines.LastOrDefault()?.Entry, happened, _now));
        _now += TimeSpan.FromSeconds(afterSeconds);
        return this;
    }
}
