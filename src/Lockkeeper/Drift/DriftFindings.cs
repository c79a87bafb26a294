using Lockkeeper.Catalog;
using Lockkeeper.Contracts;

namespace Lockkeeper.Drift;

/// <summary>An object that is on both sides and not the same.</summary>
/// <param name="Object">As a contract header names it: <c>table documents.documents</c>.</param>
/// <param name="Differences">In few words, what is expected before what is found.</param>
public sealed record DifferentObject(string Object, IReadOnlyList<string> Differences);

/// <summary>How two catalogs differ.</summary>
/// <param name="Missing">Objects that were expected and are not there.</param>
/// <param name="Extra">Objects that are there and were not expected.</param>
/// <param name="Different">Objects that are on both sides and not the same.</param>
/// <param name="NotCompared">What could not be compared, and why.</param>
public sealed record DriftFindings(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Extra, IReadOnlyList<DifferentObject> Different, IReadOnlyList<string> NotCompared)
{
    /// <summary>Whether both sides are the same in all that was compared.</summary>
    public bool None => Count == 0;

    /// <summary>How many objects are not as expected.</summary>
    public int Count => Missing.Count + Extra.Count + Different.Count;

    /// <summary>Compares a live catalog with another one.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="live">What is there.</param>
    /// <param name="replayed">Whether <paramref name="expected"/> was built on a throwaway server.</param>
    public static DriftFindings Between(CatalogSnapshot expected, CatalogSnapshot live, bool replayed)
    {
        var scope = new DriftScope(IsSupabase(live) || (!replayed && IsSupabase(expected)), replayed);
        var unread = expected.Unread.Concat(live.Unread).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var change = CatalogChange.Between(Without(unread, scope.Of(expected)), Without(unread, scope.Of(live)));
        return new(
            change.Removed, change.Added, [.. Altered(change, Naming.ByObject(expected), Naming.ByObject(live))],
            [.. unread.Select(table => $"{table}: the role that connects may not read all of its rows.")]);
    }

    /// <summary>Whether a catalog is that of a Supabase project, some of whose schemas belong to the platform.</summary>
    public static bool IsSupabase(CatalogSnapshot snapshot) => Platform.Runs(snapshot);

    // The compared form leaves out parentheses and casts; people are shown what the server prints.
    private static IEnumerable<DifferentObject> Altered(CatalogChange change, Dictionary<string, CatalogFact> expected, Dictionary<string, CatalogFact> live)
    {
        var details = change.Details.ToLookup(d => d.Object, StringComparer.Ordinal);
        foreach (var name in change.Altered)
        {
            var shown = details[name].Where(d => !IsShift(d, details[name])).Select(d => d with
            {
                Before = d.Before is null ? null : expected[d.Fact],
                After = d.After is null ? null : live[d.Fact],
            });
            yield return new(name, [.. shown.Select(d => InvalidIndex(d) ?? DefinitionDifference.Of(name, [d]))]);
        }
    }

    // Behind a long definition the word that matters would be cut off.
    private static string? InvalidIndex(FactChange detail) =>
        detail is { After: { Kind: "index" } after } && RestoredForm.IsInvalid(after) && (detail.Before is not { } before || !RestoredForm.IsInvalid(before))
            ? $"{detail.Fact} is INVALID, the trace of a failed CONCURRENTLY"
            : null;

    // Columns behind one that is missing or extra move up or down with it.
    private static bool IsShift(FactChange detail, IEnumerable<FactChange> all) =>
        detail is { Before: { Kind: "column" } before, After: { } after } && Definition.IsOnlyPosition(before.Definition, after.Definition)
        && all.Any(d => (d.Before is null || d.After is null) && string.Equals((d.Before ?? d.After)!.Value.Parent, before.Parent, StringComparison.Ordinal)
            && (d.Before ?? d.After)!.Value.Kind is "column");

    private static CatalogSnapshot Without(List<string> unread, CatalogSnapshot snapshot) => unread.Count == 0
        ? snapshot
        : new(snapshot.Facts.Where(f => !(f.Kind is "bucket" && unread.Contains("storage.buckets")) && !(f.Kind is "cron job" && unread.Contains("cron.job"))));
}
