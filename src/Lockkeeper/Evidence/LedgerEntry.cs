using System.Text.Json.Serialization;

namespace Lockkeeper.Evidence;

/// <summary>One line of a ledger.</summary>
/// <param name="Seq">Its number, from 1.</param>
/// <param name="At">When it was written, UTC, to the millisecond.</param>
/// <param name="Previous">The hash of the line before; 64 zeros on the first.</param>
/// <param name="Event">What happened.</param>
/// <param name="Hash">SHA-256, lower-case hexadecimal, of the line's UTF-8 text up to its <c>,"hash":</c>.</param>
public sealed record LedgerEntry(
    [property: JsonRequired] long Seq,
    [property: JsonRequired] DateTimeOffset At,
    [property: JsonRequired] string Previous,
    [property: JsonRequired] LedgerEvent Event,
    [property: JsonRequired] string Hash);

/// <summary>A line that is ready to be written.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="Text">Its text without line end.</param>
public sealed record LedgerLine(LedgerEntry Entry, string Text);

/// <summary>What could be read of a ledger.</summary>
/// <param name="Entries">All lines before the first broken one.</param>
/// <param name="Break">The first broken line; null when the chain is whole.</param>
public sealed record LedgerReading(IReadOnlyList<LedgerEntry> Entries, LedgerBreak? Break);

/// <summary>The place where a ledger stops being trustworthy.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record LedgerBreak(int Line, LedgerBreakReason Reason)
{
    /// <summary>Whether somebody changed the ledger, as opposed to a process that died while it wrote.</summary>
    public bool IsTampering => Reason is LedgerBreakReason.Edited or LedgerBreakReason.Removed;

    /// <inheritdoc />
    public override string ToString() => Reason switch
    {
        LedgerBreakReason.Edited => $"Line {Line} of the ledger was edited: its text does not match its hash.",
        LedgerBreakReason.Removed => $"Line {Line} of the ledger does not follow the line before it: lines were removed, inserted or moved.",
        LedgerBreakReason.Torn => $"Line {Line}, the last of the ledger, is incomplete: the process died while it wrote it.",
        _ => $"Line {Line} of the ledger is whole, but this version of Lockkeeper does not know what it says.",
    };
}

/// <summary>Why a ledger line is broken.</summary>
public enum LedgerBreakReason
{
    /// <summary>The text does not match the hash.</summary>
    Edited,

    /// <summary>Number or previous hash do not continue the line before.</summary>
    Removed,

    /// <summary>The last line was not written to its end.</summary>
    Torn,

    /// <summary>The hash is right, but the event is of another version of the program.</summary>
    Unreadable,
}
