using Lockkeeper.Catalog;

namespace Lockkeeper.Contracts.Names;

/// <summary>
/// The name of an object, read as PostgreSQL reads names, so that what a person wrote can be compared with what the catalog calls it:
/// letters outside quotes are lower case, needless quotes count for nothing, <c>int4</c> is <c>integer</c>, names and defaults of
/// arguments are left out. A name without a schema is one of <c>public</c>: a file must mean the same whatever the search_path is.
/// </summary>
public sealed class ObjectName
{
    private readonly IReadOnlyList<string> _kinds;
    private readonly string _quotedBare;

    internal ObjectName(IReadOnlyList<string> kinds, string key, string bare)
    {
        _kinds = kinds;
        Key = key;
        Bare = bare;
        _quotedBare = bare.Replace("\"", "\"\"", StringComparison.Ordinal);
    }

    /// <summary>
    /// The last part of the name, without quotes: what a statement that creates the object must contain. Empty where there is no such part.
    /// </summary>
    public string Bare { get; }

    /// <summary>The kinds of facts that may be meant; a table may be a foreign one, a routine any of three kinds.</summary>
    public IReadOnlyList<string> Kinds => _kinds;

    /// <summary>The object that this is a comment, a label or the privileges of.</summary>
    public ObjectName? Target { get; internal init; }

    /// <summary>All of the name but argument types, each part in quotes.</summary>
    internal string Key { get; }

    /// <summary>Null where the declaration has none: then any do.</summary>
    internal IReadOnlyList<TypeName?>? Arguments { get; init; }

    /// <summary>The role of default privileges; null where the declaration names none.</summary>
    internal string? Role { get; init; }

    /// <summary>Reads what a header declares, kind and name: <c>function public.f(int, text default 'x')</c>. Null where it cannot be read.</summary>
    public static ObjectName? Parse(string declared) => new ObjectNameReader(declared, isFact: false).Read();

    /// <summary>Reads the name of a fact, or of an entry in a change's lists.</summary>
    public static ObjectName? OfFact(string factObject) => new ObjectNameReader(factObject, isFact: true).Read();

    /// <summary>Reads the name of a fact.</summary>
    public static ObjectName? Of(CatalogFact fact) => OfFact(fact.Object);

    /// <summary>Whether this declared name means that object of the catalog.</summary>
    public bool Matches(ObjectName? fact) =>
        fact is not null
        && _kinds.Any(k => fact._kinds.Contains(k, StringComparer.Ordinal))
        && string.Equals(Key, fact.Key, StringComparison.Ordinal)
        && (Arguments is null || (fact.Arguments is { } types && SameTypes(Arguments, types)))
        && (Role is null || string.Equals(Role, fact.Role, StringComparison.Ordinal))
        && (Target is null ? fact.Target is null : Target.Matches(fact.Target));

    /// <summary>Whether this declared name means that fact.</summary>
    /// <remarks>Asked of many facts: those that cannot be meant are told without reading their names.</remarks>
    public bool Matches(CatalogFact fact) =>
        _kinds.Contains(fact.Kind, StringComparer.Ordinal) && fact.Identity.Contains(_quotedBare, StringComparison.Ordinal) && Matches(Of(fact));

    /// <summary>Whether this declared name means that object of the catalog.</summary>
    public bool Matches(string factObject) =>
        _kinds.Any(k => factObject.StartsWith(k, StringComparison.Ordinal)) && factObject.Contains(_quotedBare, StringComparison.Ordinal)
        && Matches(OfFact(factObject));

    private static bool SameTypes(IReadOnlyList<TypeName?> declared, IReadOnlyList<TypeName?> fact) =>
        declared.Count == fact.Count && declared.Zip(fact).All(p => p.First is not null && p.Second is not null && p.First.Matches(p.Second));
}
