namespace Lockkeeper.Catalog;

/// <summary>One object of the database and everything that defines it.</summary>
/// <param name="Kind">For instance <c>table</c>, <c>column</c>, <c>policy</c>.</param>
/// <param name="Identity">What it is called, quoted where PostgreSQL would quote it.</param>
/// <param name="Definition">Its definition in a canonical form.</param>
/// <param name="Parent">The table that it follows when that is removed or added (<c>table public.users</c>), else null.</param>
public readonly record struct CatalogFact(string Kind, string Identity, string Definition, string? Parent);
