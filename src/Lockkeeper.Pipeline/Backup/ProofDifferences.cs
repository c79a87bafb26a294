using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Data;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>What a restored copy has otherwise than the backup's manifest says.</summary>
internal sealed class ProofDifferences(SecretRedactor secrets)
{
    private const int Most = 50;
    private const int Excerpt = 160;

    // The text of these is what people wrote for their database; of all others it may be a program, and programs hold keys.
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "table", "column", "constraint", "index", "policy", "schema", "sequence", "type", "enum", "domain", "extension", "publication", "grants",
        "default privileges", "comment",
    };

    private readonly List<Problem> _problems = [];

    /// <param name="expected">In its restorable form.</param>
    /// <param name="restored">As it was read from the copy.</param>
    /// <param name="withRows">Whether rows were restored, as some facts are rows.</param>
    public void AddCatalog(CatalogSnapshot expected, CatalogSnapshot restored, bool withRows)
    {
        _problems.AddRange(expected.Unread.Select(table => new Problem(table, "could not be read when the backup was taken, so its rows cannot be compared.", "")));
        var found = restored.AsRestorable();
        if (!withRows) (expected, found) = (CatalogReader.WithoutRows(expected), CatalogReader.WithoutRows(found));
        if (string.Equals(Fingerprint.Of(expected), Fingerprint.Of(found), StringComparison.Ordinal)) return;
        foreach (var change in CatalogChange.Between(expected, found).Details) _problems.Add(new Problem(change.Fact, Told(change), ""));
    }

    public void AddTables(IReadOnlyList<TableDigest> expected, IReadOnlyList<TableDigest> restored)
    {
        var found = restored.ToDictionary(t => t.Table, StringComparer.Ordinal);
        foreach (var table in expected)
        {
            if (!found.Remove(table.Table, out var now)) _problems.Add(new Problem($"table {table.Table}", $"expected {Told(table)}; it was not restored.", ""));
            else if (now != table) _problems.Add(new Problem($"table {table.Table}", $"expected {Told(table)}; found {Told(now)}.", ""));
        }

        _problems.AddRange(found.Values.Select(t => new Problem($"table {t.Table}", $"is not in the manifest; found {Told(t)}.", "")));
    }

    /// <summary>Sequences and large objects of the restored copy.</summary>
    public async Task AddBesideTablesAsync(BackupManifest expected, NpgsqlConnection copy, CancellationToken token)
    {
        var found = (await BesideTables.SequencesAsync(copy, token)).ToDictionary(s => s.Sequence, StringComparer.Ordinal);
        foreach (var sequence in expected.Sequences)
        {
            // One that is missing, or is one too many, is told with the catalog.
            if (found.GetValueOrDefault(sequence.Sequence) is { } now && !sequence.Holds(now))
                _problems.Add(new Problem($"sequence {sequence.Sequence}", $"expected {sequence}; found {SequenceRange.Told(now.Value, now.IsCalled)}.", ""));
        }

        var objects = await BesideTables.LargeObjectsAsync(copy, token);
        if (objects != expected.LargeObjects)
            _problems.Add(new Problem("large objects", $"expected {Told(expected.LargeObjects)}; found {Told(objects)}.", ""));
    }

    /// <exception cref="DeployFailure">There are differences.</exception>
    public void Require()
    {
        if (_problems.Count == 0) return;
        var listed = _problems.Take(Most).Select(p => $"  - {p}");
        var more = _problems.Count > Most ? $"\n  … and {_problems.Count - Most} more" : "";
        throw new DeployFailure(FailureCode.BackupFailed, $"the restored copy is not what the manifest says:\n{string.Join('\n', listed)}{more}")
        {
            FailedBy = FailureSource.Gate,
            ExitCode = ExitCode.NothingChanged,
            Next = "Take the backup again; if it is the same then, do not rely on it.",
            Problems = [.. _problems.Take(Most)],
        };
    }

    private static string Told(LargeObjects objects) => $"{objects.Count} with digest {objects.Digest}";

    private static string Told(TableDigest table) => $"{table.Rows} rows with digest {table.Digest}";

    private string Told(FactChange change) => change switch
    {
        { After: null } => "expected, and not restored.",
        { Before: null } => "restored, and not in the backup's catalog.",
        { Before: { } before, After: { } after } when Shown.Contains(before.Kind) => $"expected {Around(before, after)}; found {Around(after, before)}.",
        _ => "its definition is otherwise than expected.",
    };

    // From a little before the first character that is not the same.
    private string Around(CatalogFact one, CatalogFact other)
    {
        if (!string.Equals(one.Parent, other.Parent, StringComparison.Ordinal)) return $"it below {one.Parent ?? "nothing"}";
        var same = one.Definition.Zip(other.Definition).TakeWhile(pair => pair.First == pair.Second).Count();
        var from = Math.Max(0, same - (Excerpt / 4));
        var text = one.Definition[from..Math.Min(one.Definition.Length, from + Excerpt)];
        return $"‘{(from > 0 ? "…" : "")}{secrets.Redact(text)}{(from + Excerpt < one.Definition.Length ? "…" : "")}’";
    }
}
