using System.Security.Cryptography;
using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.Tests.Evidence;

public sealed class LedgerChainTests
{
    private static readonly IReadOnlyList<string> Lines = SampleLedgers.Succeeded().Lines;

    [Fact]
    public void Reads_back_every_kind_of_event_as_it_was_written()
    {
        foreach (var ledger in SampleLedgers.All)
        {
            var reading = LedgerChain.Read(ledger.Lines);

            reading.Break.Should().BeNull();
            reading.Entries.Should().BeEquivalentTo(ledger.Entries, o => o.RespectingRuntimeTypes().WithStrictOrdering());
        }

        var kinds = SampleLedgers.All.SelectMany(l => l.Entries).Select(e => e.Event.GetType()).Distinct();
        var known = typeof(LedgerEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(LedgerEvent)));
        kinds.Should().BeEquivalentTo(known, "the samples must hold every kind of event for this test to mean what it says");
    }

    [Fact]
    public void Writes_the_documented_line()
    {
        var at = new DateTimeOffset(2026, 11, 22, 11, 15, 0, 123, TimeSpan.FromHours(1)).AddTicks(4567);
        var line = LedgerChain.Append(last: null, new PhaseEnded(Phase.Backup, PhaseStatus.Refused, 1.5, "naïve <b> \"quoted\"\nnext"), at);

        var body = $$"""{"seq":1,"at":"2026-11-22T10:15:00.123Z","previous":"{{new string('0', 64)}}","""
            + """ "event":{"kind":"phaseEnded","phase":"backup","status":"refused","seconds":1.5,"note":"naïve <b> \"quoted\"\nnext"}""".TrimStart();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        line.Text.Should().Be($$"""{{body}},"hash":"{{hash}}"}""");
        line.Entry.Hash.Should().Be(hash);
    }

    [Fact]
    public void Writes_exit_codes_as_numbers() =>
        Lines[^1].Should().Contain("\"exitCode\":0,");

    [Fact]
    public void Finds_an_edited_line_wherever_it_is()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            var edited = Lines.ToList();
            edited[i] = edited[i].Replace("\"at\":\"2026", "\"at\":\"2025", StringComparison.Ordinal);

            LedgerChain.Read(edited).Break.Should().Be(new LedgerBreak(i + 1, LedgerBreakReason.Edited));
        }
    }

    [Fact]
    public void Finds_the_place_of_a_removed_line()
    {
        for (var i = 0; i < Lines.Count - 1; i++)
        {
            var shorter = Lines.ToList();
            shorter.RemoveAt(i);

            var reading = LedgerChain.Read(shorter);

            reading.Break.Should().Be(new LedgerBreak(i + 1, LedgerBreakReason.Removed));
            reading.Entries.Should().HaveCount(i);
        }
    }

    [Fact]
    public void Finds_lines_that_changed_places()
    {
        var moved = Lines.ToList();
        (moved[2], moved[3]) = (moved[3], moved[2]);

        LedgerChain.Read(moved).Break.Should().Be(new LedgerBreak(3, LedgerBreakReason.Removed));
    }

    [Fact]
    public void Finds_an_edited_line_whose_hash_was_made_anew()
    {
        var forged = Lines.ToList();
        forged[1] = SampleLedgers.Forged(forged[1], "\"port\":5432", "\"port\":5433");

        LedgerChain.Read(forged).Break.Should().Be(new LedgerBreak(3, LedgerBreakReason.Removed));
    }

    [Fact]
    public void Tells_a_torn_last_line_from_tampering_at_every_length()
    {
        var last = Lines[^1];
        for (var length = 1; length < last.Length; length++)
        {
            var torn = LedgerChain.Read([.. Lines.SkipLast(1), last[..length]]);

            torn.Break.Should().Be(new LedgerBreak(Lines.Count, LedgerBreakReason.Torn), $"the last line was cut after {length} characters");
            torn.Break!.IsTampering.Should().BeFalse();
        }
    }

    [Fact]
    public void Calls_an_incomplete_line_in_the_middle_an_edit()
    {
        var cut = Lines.ToList();
        cut[2] = cut[2][..20];

        var reading = LedgerChain.Read(cut);

        reading.Break.Should().Be(new LedgerBreak(3, LedgerBreakReason.Edited));
        reading.Break!.IsTampering.Should().BeTrue();
    }

    [Fact]
    public void Calls_foreign_text_at_the_end_an_edit() =>
        LedgerChain.Read([.. Lines, "# all good"]).Break.Should().Be(new LedgerBreak(Lines.Count + 1, LedgerBreakReason.Edited));

    [Fact]
    public void Does_not_call_an_event_of_a_newer_version_tampering()
    {
        var newer = Lines.ToList();
        newer[1] = SampleLedgers.Forged(newer[1], "\"kind\":\"targetIdentified\"", "\"kind\":\"fromTheFuture\"");

        var reading = LedgerChain.Read(newer);

        reading.Break.Should().Be(new LedgerBreak(2, LedgerBreakReason.Unreadable));
        reading.Break!.IsTampering.Should().BeFalse();
    }

    [Fact]
    public void Reads_nothing_from_nothing() => LedgerChain.Read([""]).Should().BeEquivalentTo(new LedgerReading([], Break: null));
}
