using Lockkeeper.Catalog;

namespace Lockkeeper.Contracts;

/// <summary>What one migration did, as seen inside its transaction, or after it where it runs outside of one.</summary>
/// <param name="Change">The catalog before and after.</param>
/// <param name="Writes">Every table that existed before and that the migration wrote to or removed.</param>
/// <param name="Broken">Routines and views that no longer work.</param>
/// <param name="InvalidIndexes">Qualified names of the indexes that it left invalid.</param>
/// <param name="LostColumns">Columns that it dropped from tables that stay and that held rows; a renamed column is none.</param>
public sealed record MigrationEffect(
    CatalogChange Change,
    IReadOnlyList<TableWrites> Writes,
    IReadOnlyList<BrokenRoutine> Broken,
    IReadOnlyList<string> InvalidIndexes,
    IReadOnlyList<LostColumn> LostColumns)
{
    /// <summary>Tables whose rows are facts but could not be read, as <see cref="CatalogSnapshot.Unread"/> names them.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>A migration of which only the catalog is known.</summary>
    public static MigrationEffect Of(CatalogChange change) => new(change, [], [], [], []);
}

/// <summary>What a migration wrote to one table that existed before it.</summary>
/// <param name="Table">Its qualified name, quoted where needed.</param>
/// <param name="Inserted">Rows.</param>
/// <param name="Updated">Rows.</param>
/// <param name="Deleted">Rows.</param>
/// <param name="Truncated">Emptied by TRUNCATE, also by its CASCADE; or dropped and created again.</param>
/// <param name="Rewritten">All rows were written anew without TRUNCATE, as ALTER COLUMN TYPE does.</param>
/// <param name="Preserved">Whether contract.preserves names it.</param>
/// <param name="HadRows">Whether it held rows before.</param>
public sealed record TableWrites(
    string Table, long Inserted, long Updated, long Deleted, bool Truncated, bool Rewritten, bool Preserved, bool HadRows)
{
    /// <summary>The partitioned table that it is a partition of, at any depth: what is declared of that one holds for this.</summary>
    public string? PartitionOf { get; init; }

    internal bool Any => Inserted > 0 || Updated > 0 || Deleted > 0 || Truncated || Rewritten;
}

/// <summary>A column that was dropped with the values in it.</summary>
/// <param name="Column">Its qualified name: <c>public.users.email</c>.</param>
/// <param name="Table">The qualified name of its table.</param>
public sealed record LostColumn(string Column, string Table);

/// <summary>A routine or view that stays and names something that is gone.</summary>
/// <param name="Object">Kind and name, as a fact has it: <c>function public.f(integer)</c>.</param>
/// <param name="Why">One sentence.</param>
public sealed record BrokenRoutine(string Object, string Why);
