using System.Runtime.InteropServices;
using Lockkeeper.Catalog;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>The catalog before a transaction, with what is needed to see from inside the transaction what that has changed.</summary>
public sealed class CatalogBaseline
{
    internal CatalogBaseline(
        CatalogSnapshot snapshot, IReadOnlyList<UnitFact> facts, IReadOnlyDictionary<(uint Class, uint Object), uint> children, IReadOnlyDictionary<uint, StoredTable> tables)
    {
        Snapshot = snapshot;
        Facts = facts;
        Children = children;
        Tables = tables;
        ByName = tables.Values.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>Every fact.</summary>
    public CatalogSnapshot Snapshot { get; }

    internal IReadOnlyList<UnitFact> Facts { get; }

    // What a change can remove without writing another row, and the unit it belongs to.
    internal IReadOnlyDictionary<(uint Class, uint Object), uint> Children { get; }

    internal IReadOnlyDictionary<uint, StoredTable> Tables { get; }

    /// <summary>Whether a table had bytes, without which it has no rows. Dead rows count too.</summary>
    /// <param name="table">Its name as facts have it.</param>
    public bool HasBytes(string table) => ByName.TryGetValue(table, out var stored) && stored.Bytes > 0;

    internal IReadOnlyDictionary<string, StoredTable> ByName { get; }

    /// <summary>The tables that have another file in a later reading of the same database: truncated or written anew meanwhile, by whomever.</summary>
    public IReadOnlyList<WrittenTable> ReplacedIn(CatalogBaseline later) =>
    [
        .. from stored in ByName.Values
           let now = later.ByName.GetValueOrDefault(stored.Name)
           where now is not null && now.FileNode != stored.FileNode
           let emptied = stored.Bytes > 0 && now.Bytes == 0
           select new WrittenTable(stored.Name, stored.Qualified, null, 0, 0, 0, emptied, !emptied, IsNew: false, 0),
    ];
}

/// <summary>A fact and the relation, routine or type under which it is read again; 0 where it stands alone.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UnitFact(CatalogFact Fact, uint Unit);

/// <summary>A table as it is stored: TRUNCATE and rewrites give it another file; without bytes it has no rows.</summary>
internal sealed record StoredTable(string Name, (string Schema, string Table) Qualified, uint FileNode, long Bytes);
