namespace Lockkeeper.Rollback;

/// <summary>One statement of a rollback.</summary>
/// <param name="Object">What it is about, as facts name it.</param>
/// <param name="Sql">Without a semicolon.</param>
public sealed record UndoStatement(string Object, string Sql);

/// <summary>A question to the database, asked inside the rollback's transaction: whether something would be lost.</summary>
/// <param name="Table">Locked before it is asked, so that the answer stays true. Qualified and quoted.</param>
/// <param name="Sql">Answers with true where it would. <c>$1</c> are the numbers of the migrations' transactions, bigint[].</param>
/// <param name="Step">What a person is told then.</param>
public sealed record Guard(string Table, string Sql, ManualStep Step);

/// <summary>A column that is brought back with its values.</summary>
/// <param name="Table">Qualified and quoted.</param>
/// <param name="Column">Quoted.</param>
/// <param name="Default">The expression that rows written since get; null: none.</param>
/// <param name="Key">The quoted columns of the primary key; empty where there is none that is the same before and now.</param>
public sealed record ColumnReturn(string Table, string Column, string? Default, IReadOnlyList<string> Key);

/// <summary>A table that stays and whose rows the deployment's migrations wrote.</summary>
/// <param name="Table">Qualified and quoted.</param>
/// <param name="Inserted">Rows inserted.</param>
/// <param name="Updated">Rows updated.</param>
/// <param name="Deleted">Rows deleted.</param>
/// <param name="Truncated">Whether it was emptied.</param>
/// <param name="Key">The quoted columns of the primary key; empty where there is none that is the same before and now.</param>
/// <param name="Columns">The quoted columns that hold values of their own, so not generated ones.</param>
/// <param name="Settable">Those of them that are neither in the key nor always given by the server.</param>
public sealed record RowReturn(
    string Table, long Inserted, long Updated, long Deleted, bool Truncated, IReadOnlyList<string> Key, IReadOnlyList<string> Columns,
    IReadOnlyList<string> Settable);

/// <summary>A trigger of a table that stays: it must not fire on rows that come back.</summary>
/// <param name="Table">Qualified and quoted.</param>
/// <param name="Disable">Switches it off.</param>
/// <param name="Enable">Puts it back to what it was.</param>
public sealed record QuietTrigger(string Table, string Disable, string Enable);
