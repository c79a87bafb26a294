using System.Globalization;
using Lockkeeper.Postgres.Data;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Where a sequence stood when the dump began and when it had ended; the dump has a value between the two.</summary>
/// <param name="Sequence">Its qualified name.</param>
/// <param name="From">Its last_value before the dump.</param>
/// <param name="FromCalled">Whether that had been given out.</param>
/// <param name="To">Its last_value after the dump.</param>
/// <param name="ToCalled">Whether that had been given out.</param>
public sealed record SequenceRange(string Sequence, long From, bool FromCalled, long To, bool ToCalled)
{
    internal static IReadOnlyList<SequenceRange> Between(IReadOnlyList<SequenceValue> before, IReadOnlyList<SequenceValue> after)
    {
        var later = after.ToDictionary(s => s.Sequence, StringComparer.Ordinal);
        // One that was dropped meanwhile was still there in the snapshot, as one that was made meanwhile was not.
        return [.. before.Select(b => (Before: b, After: later.GetValueOrDefault(b.Sequence, b))).Select(s => new SequenceRange(s.Before.Sequence, s.Before.Value, s.Before.IsCalled, s.After.Value, s.After.IsCalled))];
    }

    internal bool Holds(SequenceValue value)
    {
        var (from, to, now) = ((From, FromCalled), (To, ToCalled), (value.Value, value.IsCalled));
        return from.CompareTo(to) <= 0
            ? from.CompareTo(now) <= 0 && now.CompareTo(to) <= 0
            : to.CompareTo(now) <= 0 && now.CompareTo(from) <= 0;
    }

    /// <inheritdoc />
    public override string ToString() =>
        (From, FromCalled) == (To, ToCalled) ? Told(From, FromCalled) : $"a value between {Told(From, FromCalled)} and {Told(To, ToCalled)}";

    internal static string Told(long value, bool called) => string.Create(CultureInfo.InvariantCulture, $"{value}{(called ? "" : " (not given out yet)")}");
}
