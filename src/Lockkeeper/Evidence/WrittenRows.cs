namespace Lockkeeper.Evidence;

/// <summary>What a migration wrote to one table that existed before it: what a rollback has to bring back.</summary>
/// <param name="Table">Its qualified name, quoted where needed.</param>
/// <param name="Inserted">Rows.</param>
/// <param name="Updated">Rows.</param>
/// <param name="Deleted">Rows.</param>
/// <param name="Truncated">Emptied by TRUNCATE, or dropped and created again.</param>
/// <param name="Rewritten">All rows were written anew, as ALTER COLUMN TYPE does.</param>
public sealed record WrittenRows(string Table, long Inserted, long Updated, long Deleted, bool Truncated, bool Rewritten)
{
    /// <summary>Whether rows came, went or changed.</summary>
    internal bool Any => Inserted > 0 || Updated > 0 || Deleted > 0 || Truncated;
}
