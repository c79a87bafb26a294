using Lockkeeper.Contracts.Names;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts;

internal enum DeclaredVerb { Removes, Alters, LosesData }

/// <summary>A declaration with its name read.</summary>
internal sealed class Declared(DeclaredVerb verb, Declaration source, ObjectName name)
{
    // What is granted, commented or set comes and goes with the value it has: whether that is a removal is for nobody to know.
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "grants", "default privileges", "comment", "security label", "setting",
    };

    public DeclaredVerb Verb => verb;

    public string Text => source.Object;

    public int Line => source.Line;

    public ObjectName Name => name;

    /// <summary>Whether either verb says all there is to say.</summary>
    public bool IsAttribute => name.Kinds.Any(Attributes.Contains);

    /// <summary>The declaration as a line of a header.</summary>
    public string HeaderLine => $"-- {Word(verb)}: {Text}";

    public static string Word(DeclaredVerb verb) => verb switch
    {
        DeclaredVerb.Removes => "removes",
        DeclaredVerb.Alters => "alters",
        _ => "loses data",
    };

    /// <summary>All that a header declares. The reader of headers has refused what cannot be read.</summary>
    public static List<Declared> Of(ContractHeader header) =>
    [
        .. Read(DeclaredVerb.Removes, header.Removes),
        .. Read(DeclaredVerb.Alters, header.Alters),
        .. Read(DeclaredVerb.LosesData, header.LosesData),
    ];

    /// <summary>A table, or a column where the name has three parts.</summary>
    public static ObjectName? DataName(string text) =>
        ObjectName.Parse($"table {text}") ?? ObjectName.Parse($"column {text}") ?? ObjectName.Parse(text);

    private static IEnumerable<Declared> Read(DeclaredVerb verb, IReadOnlyList<Declaration> declarations) =>
        from declaration in declarations
        let name = verb == DeclaredVerb.LosesData ? DataName(declaration.Object) : ObjectName.Parse(declaration.Object)
        where name is not null
        select new Declared(verb, declaration, name);
}
