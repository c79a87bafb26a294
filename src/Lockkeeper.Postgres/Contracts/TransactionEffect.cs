using Lockkeeper.Catalog;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>What one transaction has done so far, seen from inside of it.</summary>
/// <param name="Change">What it changed in the catalog, and nothing of what others did meanwhile.</param>
/// <param name="Writes">The tables whose rows it wrote, or whose file it replaced. Tables that it dropped are in <paramref name="Change"/>.</param>
/// <param name="Counted">Whether the server counted the rows that were written (track_counts).</param>
public sealed record TransactionEffect(CatalogChange Change, IReadOnlyList<WrittenTable> Writes, bool Counted);

/// <summary>A table that was written to, under the name that it had before.</summary>
/// <param name="Name">Qualified, quoted where PostgreSQL would quote it.</param>
/// <param name="Qualified">Schema and name without quotes; of the partitioned table, for a partition.</param>
/// <param name="PartitionOf">The partitioned table's name, quoted where needed; null for other tables.</param>
/// <param name="Inserted">Rows inserted, perhaps with some that a savepoint took back.</param>
/// <param name="Updated">Rows updated.</param>
/// <param name="Deleted">Rows deleted, by foreign keys too.</param>
/// <param name="Truncated">Whether it was emptied by TRUNCATE, or dropped and made again.</param>
/// <param name="Rewritten">Whether it was written anew by ALTER TABLE or CLUSTER.</param>
/// <param name="IsNew">Whether the transaction made it.</param>
/// <param name="DroppedColumns">How many of its columns were dropped.</param>
public sealed record WrittenTable(
    string Name, (string Schema, string Table) Qualified, string? PartitionOf, long Inserted, long Updated, long Deleted, bool Truncated, bool Rewritten,
    bool IsNew, long DroppedColumns);
