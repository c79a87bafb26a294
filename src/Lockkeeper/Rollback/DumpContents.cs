using System.Globalization;
using System.Text.RegularExpressions;
using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>The table of contents of a dump, as <c>pg_restore --list --verbose</c> prints it.</summary>
public sealed partial class DumpContents
{
    // What a dump makes with an entry of its own and a catalog without a fact of its own.
    private static readonly string[] Parts =
    [
        "TABLE DATA ", "SEQUENCE SET ", "SEQUENCE OWNED BY ", "DEFAULT ", "TABLE ATTACH ", "INDEX ATTACH ", "ROW SECURITY ", "MATERIALIZED VIEW DATA ",
    ];

    private readonly ILookup<int, DumpEntry> _dependents;

    private DumpContents(IReadOnlyList<DumpEntry> entries)
    {
        Entries = entries;
        _dependents = entries.SelectMany(e => e.DependsOn.Select(id => (id, e))).ToLookup(pair => pair.id, pair => pair.e);
    }

    /// <summary>In the order in which they must be restored.</summary>
    public IReadOnlyList<DumpEntry> Entries { get; }

    /// <summary>Reads the list; lines that it does not know are comments.</summary>
    public static DumpContents Parse(string list)
    {
        var entries = new List<DumpEntry>();
        foreach (var line in list.Split('\n'))
        {
            if (Entry().Match(line) is { Success: true } entry)
                entries.Add(new DumpEntry(int.Parse(entry.Groups["id"].Value, CultureInfo.InvariantCulture), entry.Groups["what"].Value.TrimEnd('\r'), []));
            else if (Dependencies().Match(line) is { Success: true } on && entries.Count > 0)
                entries[^1] = entries[^1] with { DependsOn = [.. on.Groups["id"].Captures.Select(c => int.Parse(c.Value, CultureInfo.InvariantCulture))] };
        }

        return new DumpContents(entries);
    }

    /// <summary>The entry that makes what a fact tells of; null where there is none, or more than one could be meant.</summary>
    public DumpEntry? Find(CatalogFact fact)
    {
        var found = DumpNames.Of(fact).SelectMany(Named).Distinct().ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The entry of a table's rows, which it has even when there are none.</summary>
    /// <param name="table">Qualified and quoted, as facts have it.</param>
    public DumpEntry? RowsOf(string table) =>
        DumpNames.Qualified(table) is [var schema, var name] && Named($"TABLE DATA {schema} {name}").ToList() is [var only] ? only : null;

    /// <summary>Entries with the parts that no fact tells of: rows, defaults, values of sequences. In the dump's order.</summary>
    public IReadOnlyList<DumpEntry> WithParts(IEnumerable<DumpEntry> chosen)
    {
        var ids = chosen.Select(e => e.Id).ToHashSet();
        var waiting = new Queue<int>(ids);
        while (waiting.TryDequeue(out var id))
        {
            foreach (var part in _dependents[id].Where(e => Parts.Any(p => e.What.StartsWith(p, StringComparison.Ordinal))))
            {
                // The first dependency is what it is a part of; a default that only uses a sequence belongs to its table.
                if (part.DependsOn[0] == id && ids.Add(part.Id)) waiting.Enqueue(part.Id);
            }
        }

        return [.. Entries.Where(e => ids.Contains(e.Id))];
    }

    private IEnumerable<DumpEntry> Named(string start) =>
        Entries.Where(e => e.What.StartsWith(start, StringComparison.Ordinal) && (e.What.Length == start.Length || e.What[start.Length] == ' '));

    [GeneratedRegex(@"^(?<id>\d+); \d+ \d+ (?<what>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^;\s+depends on:(?: (?<id>\d+))+\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dependencies();
}
