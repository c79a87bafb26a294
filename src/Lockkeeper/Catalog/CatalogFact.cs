namespace Lockkeeper.Catalog;

/// <summary>One object of the database and everything that defines it.</summary>
/// <param name="Kind">In SQL's words, for instance <c>table</c>, <c>column</c>, <c>policy</c>, <c>materialized view</c>.</param>
/// <param name="Identity">
/// What it is called, quoted where PostgreSQL would quote it, with <c>on table</c> where a name alone is ambiguous:
/// <c>public.users</c>, <c>documents.idx_documents_owner</c>, <c>"x y" on documents.documents</c>, <c>public.f(integer,text)</c>.
/// </param>
/// <param name="Definition">
/// Its definition in a canonical form. It holds what people wrote into bodies and expressions: never print it where a secret must not be.
/// </param>
/// <param name="Parent">
/// Kind and identity of the object that it follows when that is removed or added (<c>table public.users</c>; a serial's sequence
/// follows <c>column public.users.id</c>), else null.
/// </param>
public readonly record struct CatalogFact(string Kind, string Identity, string Definition, string? Parent)
{
    /// <summary>Kind and identity in one text, as change lists and contract headers say it: <c>table public.users</c>.</summary>
    public string Object => $"{Kind} {Identity}";
}
