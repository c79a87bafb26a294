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
    }

    /// <summary>Every fact.</summary>
    public CatalogSnapshot Snapshot { get; }

    internal IReadOnlyList<UnitFact> Facts { get; }

    // What a change can remove without writing another row, and the unit it belongs to.
    internal IReadOnlyDictionary<(uint Class, uint Object), uint> Children { get; }

    internal IReadOnlyDictionary<uint, StoredTable> Tables { get; }
}

/// <summary>A fact and the relation, routine or type under which it is read again; 0 where it stands alone.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UnitFact(CatalogFact Fact, uint Unit);

/// <summary>A table as it is stored: TRUNCATE and rewrites give it another file; without bytes it has no rows.</summary>
internal sealed record StoredTable(string Name, uint FileNode, long Bytes);
