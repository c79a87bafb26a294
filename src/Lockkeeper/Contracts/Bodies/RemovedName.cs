using Lockkeeper.Contracts.Names;

namespace Lockkeeper.Contracts.Bodies;

/// <summary>Something that is gone and that bodies may name.</summary>
public sealed class RemovedName
{
    private readonly Sort _sort;
    private readonly string _schema;
    private readonly string _name;

    private RemovedName(string factObject, Sort sort, string schema, string name) => (Object, _sort, _schema, _name) = (factObject, sort, schema, name);

    private enum Sort { Relation, Type, Routine, Schema, Column }

    /// <summary>Kind and name, as the fact has it.</summary>
    public string Object { get; }

    /// <summary>Whether a routine of the same name stays, so that a call may mean that one.</summary>
    public bool HasOverloads { get; private init; }

    /// <summary>The column's own name where this is one.</summary>
    public string? Column { get; private init; }

    /// <summary>The schema without quotes.</summary>
    public string Schema => _schema;

    /// <summary>The name without quotes and schema: of the relation, type or routine, of the column's relation, or of the schema itself.</summary>
    public string Name => _name;

    /// <summary>Whether it is a type, a domain or the like, and not a relation's row type.</summary>
    public bool IsType => _sort == Sort.Type;

    /// <summary>Reads the object of a fact; null for kinds that bodies do not name.</summary>
    /// <param name="factObject">Kind and name.</param>
    /// <param name="hasOverloads">Whether a routine of the same name stays.</param>
    public static RemovedName? Of(string factObject, bool hasOverloads = false)
    {
        if (ObjectName.OfFact(factObject) is not { } name) return null;
        var parts = NameTokens.Of(factObject[(name.Kinds[0].Length + 1)..]).TakeName();
        return (name.Kinds[0], parts) switch
        {
            ("table" or "view" or "materialized view" or "foreign table" or "sequence", [var s, var n]) => new(factObject, Sort.Relation, s, n),
            ("type" or "domain", [var s, var n]) => new(factObject, Sort.Type, s, n),
            ("function" or "procedure" or "aggregate", [var s, var n]) => new(factObject, Sort.Routine, s, n) { HasOverloads = hasOverloads },
            ("schema", [var n]) => new(factObject, Sort.Schema, n, n),
            ("column", [var s, var t, var c]) => new(factObject, Sort.Column, s, t) { Column = c },
            _ => null,
        };
    }

    /// <summary>Whether a name in a body means this.</summary>
    internal bool IsNamedBy(NameUse use, HashSet<string> path) => _sort switch
    {
        Sort.Relation => IsTableNamedBy(use, path),
        Sort.Type => IsQualified(use.Parts) || (use is { IsType: true, Parts.Count: 1 } && IsInPath(use.Parts[0], path)),
        Sort.Routine => use.IsCall && (IsQualified(use.Parts) || (use is { IsTable: false, Parts.Count: 1 } && IsInPath(use.Parts[0], path))),
        Sort.Schema => use.Parts.Count > 1 && use.IsSchemaPlace && string.Equals(use.Parts[0], _schema, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Whether a name in a body means the relation, or the column's relation.</summary>
    internal bool IsTableNamedBy(NameUse use, HashSet<string> path) =>
        IsQualified(use.Parts)
        || (use.Parts.Count == 1 && (use.IsTable || use.IsType) && IsInPath(use.Parts[0], path))
        || (use is { Parts.Count: 2, IsTypeOf: true } && IsInPath(use.Parts[0], path));

    /// <summary>Whether the text of a name, as in <c>'public.users'::regclass</c>, is this one's.</summary>
    internal bool IsCalled(List<string> parts, HashSet<string> path) =>
        Column is null && (IsQualified(parts) || (parts.Count == 1 && _sort != Sort.Schema && IsInPath(parts[0], path)));

    /// <summary>Whether the table stands before the column.</summary>
    internal bool IsColumnOf(IReadOnlyList<string> parts) => parts.Count > 1 && string.Equals(parts[^2], _name, StringComparison.Ordinal);

    /// <summary>Whether the column is one of NEW or OLD.</summary>
    /// <param name="parts">A name in the body of a trigger's function.</param>
    /// <param name="rowsOf">Qualified names of the tables that the function is a trigger of.</param>
    internal bool IsInRow(IReadOnlyList<string> parts, IReadOnlyCollection<string> rowsOf) =>
        parts is ["new" or "old", var column, ..] && string.Equals(column, Column, StringComparison.Ordinal)
        && rowsOf.Any(t => Object.StartsWith($"column {t}.", StringComparison.Ordinal));

    private bool IsQualified(IReadOnlyList<string> parts) =>
        _sort != Sort.Schema && parts.Count > 1 && string.Equals(parts[0], _schema, StringComparison.Ordinal) && string.Equals(parts[1], _name, StringComparison.Ordinal);

    private bool IsInPath(string name, HashSet<string> path) => path.Contains(_schema) && string.Equals(name, _name, StringComparison.Ordinal);
}
