using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts.Names;

/// <summary>Reads a kind and a name; what stands in neither is a reason to return null.</summary>
internal sealed partial class ObjectNameReader(string text, bool isFact)
{
    private static readonly string[] Relations = ["table", "view", "materialized view", "foreign table", "sequence", "identity sequence"];

    private readonly NameTokens _tokens = NameTokens.Of(text);

    public ObjectName? Read()
    {
        var name = ReadObject();
        // People copy the whole DROP command.
        if (!isFact && name is not null && !_tokens.Take("cascade")) _tokens.Take("restrict");
        return _tokens.AtEnd ? name : null;
    }

    private ObjectName? ReadObject()
    {
        if (ObjectKinds.Of(_tokens.Texts) is not { } kind) return null;
        _tokens.Skip(kind.Words.Length);
        if (!isFact) _tokens.Take("if", "exists");
        IReadOnlyList<string> kinds = isFact ? [kind.Facts[0]] : kind.Facts;
        return kind.Shape switch
        {
            NameShape.Bare => _tokens.TakeIdentifier() is { } bare ? Named(kinds, [bare]) : null,
            NameShape.Qualified => Qualified(kinds),
            NameShape.Column => Column(kinds),
            NameShape.OnTable => OnTable(kinds),
            NameShape.Routine => Routine(kinds),
            NameShape.Operator => Operator(kinds),
            NameShape.Using => Using(kinds),
            NameShape.Cast => Cast(kinds),
            NameShape.Transform => Transform(kinds),
            NameShape.UserMapping => UserMapping(kinds),
            NameShape.DefaultPrivileges => DefaultPrivileges(kinds),
            NameShape.In => In(kinds),
            NameShape.On => On(kinds),
            NameShape.Text => Text(kinds, kind.Words.Length),
            _ => Words(kinds),
        };
    }

    private static ObjectName Named(IReadOnlyList<string> kinds, IReadOnlyList<string> parts, string suffix = "") =>
        new(kinds, string.Join('.', parts.Select(Identifier.Quote)) + suffix, parts[^1]);

    /// <summary>A name in a schema; <c>public</c> where none is written.</summary>
    private List<string>? SchemaName()
    {
        _tokens.Take("only");
        var parts = _tokens.TakeName();
        if (parts.Count == 1) parts.Insert(0, "public");
        return parts.Count == 2 ? parts : null;
    }

    private ObjectName? Qualified(IReadOnlyList<string> kinds)
    {
        var parts = SchemaName();
        if (parts is null) return null;
        // An index lives in its table's schema, so that one may stand for the other.
        if (!isFact && kinds[0] is "index" && _tokens.Take("on"))
        {
            if (SchemaName() is not { } table) return null;
            parts[0] = table[0];
        }

        return Named(kinds, parts);
    }

    private ObjectName? Column(IReadOnlyList<string> kinds)
    {
        var parts = _tokens.TakeName();
        if (parts.Count == 1 && (_tokens.Take("on") || _tokens.Take("of")))
        {
            _tokens.Take("table");
            parts = SchemaName() is { } table ? [.. table, parts[0]] : [];
        }

        if (parts.Count == 2) parts.Insert(0, "public");
        return parts.Count == 3 ? Named(kinds, parts) : null;
    }

    private ObjectName? OnTable(IReadOnlyList<string> kinds)
    {
        if (_tokens.TakeIdentifier() is not { } name || !_tokens.Take("on")) return null;
        if (!isFact) TakeKindOfTable();
        return SchemaName() is { } table ? new(kinds, $"{Identifier.Quote(name)} on {string.Join('.', table.Select(Identifier.Quote))}", name) : null;
    }

    /// <summary>"on table t" is common; but a schema may be called "view" or "domain".</summary>
    private void TakeKindOfTable()
    {
        var left = _tokens.Left;
        if (!_tokens.Take("foreign")) _tokens.Take("materialized");
        if (!_tokens.Take("table") && !_tokens.Take("view")) _tokens.Take("domain");
        if (_tokens.AtEnd || string.Equals(_tokens.Texts[0], ".", StringComparison.Ordinal)) _tokens.Return(left);
    }

    private ObjectName? Routine(IReadOnlyList<string> kinds)
    {
        if (SchemaName() is not { } parts) return null;
        var arguments = ArgumentList.Read(_tokens);
        return arguments is not null && arguments.Contains(null) ? null : With(Named(kinds, parts), arguments);
    }

    private static ObjectName With(ObjectName name, IReadOnlyList<TypeName?>? arguments, ObjectName? target = null) =>
        new(name.Kinds, name.Key, name.Bare) { Arguments = arguments, Target = target };
}
