namespace Lockkeeper.Catalog;

/// <summary>One fact that was removed, added or altered.</summary>
/// <param name="Object">The object of the summary that this change belongs to: <c>table documents.documents</c> for one of its columns.</param>
/// <param name="Before">The fact before; null when it was added.</param>
/// <param name="After">The fact after; null when it was removed.</param>
public sealed record FactChange(string Object, CatalogFact? Before, CatalogFact? After)
{
    /// <summary>Kind and identity of the fact itself: <c>column documents.documents.title</c>.</summary>
    public string Fact => (Before ?? After)!.Value.Object;
}
