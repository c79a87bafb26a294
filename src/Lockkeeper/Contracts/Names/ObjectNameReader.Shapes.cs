using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts.Names;

/// <summary>The shapes of names that few objects have.</summary>
internal sealed partial class ObjectNameReader
{
    private ObjectName? Operator(IReadOnlyList<string> kinds)
    {
        var schema = _tokens.TakeName() is [var one] && _tokens.Take(".") ? one : "public";
        if (_tokens.TakeKind(SqlTokenKind.Operator) is not { } symbol) return null;
        var arguments = ArgumentList.Read(_tokens);
        return arguments is not null && arguments.Contains(null) ? null : With(Named(kinds, [schema, symbol]), arguments);
    }

    private ObjectName? Using(IReadOnlyList<string> kinds) =>
        SchemaName() is { } parts && _tokens.Take("using") && _tokens.TakeIdentifier() is { } method
            ? Named(kinds, parts, $" using {Identifier.Quote(method)}")
            : null;

    private ObjectName? Cast(IReadOnlyList<string> kinds)
    {
        if (!_tokens.Take("(") || TypeNameReader.Read(_tokens) is not { } source || !_tokens.Take("as")) return null;
        return TypeNameReader.Read(_tokens) is { } target && _tokens.Take(")")
            ? new(kinds, "as", target.Name) { Arguments = [source, target] }
            : null;
    }

    private ObjectName? Transform(IReadOnlyList<string> kinds) =>
        _tokens.Take("for") && TypeNameReader.Read(_tokens) is { } type && _tokens.Take("language") && _tokens.TakeIdentifier() is { } language
            ? new(kinds, Identifier.Quote(language), language) { Arguments = [type] }
            : null;

    private ObjectName? UserMapping(IReadOnlyList<string> kinds)
    {
        if (!_tokens.Take("for") || _tokens.TakeIdentifier() is not { } role) return null;
        _tokens.Take("on");
        return _tokens.Take("server") && _tokens.TakeIdentifier() is { } server ? Named(kinds, [role, server]) : null;
    }

    // As the fact says it, or as ALTER DEFAULT PRIVILEGES does, where the role may be left out.
    private ObjectName? DefaultPrivileges(IReadOnlyList<string> kinds)
    {
        string? role = null;
        if (_tokens.Take("of") || _tokens.Take("for"))
        {
            if (!isFact && !_tokens.Take("role")) _tokens.Take("user");
            role = _tokens.TakeIdentifier();
        }

        var schema = _tokens.Take("in", "schema") ? _tokens.TakeIdentifier() : null;
        while (!_tokens.AtEnd && !_tokens.Take("on")) _tokens.Skip(1);
        var what = _tokens.Take("routines") ? "functions" : _tokens.TakeIdentifier();
        if (!isFact && (_tokens.Take("to") || _tokens.Take("from"))) _tokens.TakeAll();
        return what is null
            ? null
            : new(kinds, $"{(schema is null ? "" : Identifier.Quote(schema))} {what}", schema ?? what) { Role = role };
    }

    private ObjectName? In(IReadOnlyList<string> kinds)
    {
        var parts = kinds[0] is "published schema" ? _tokens.TakeName() : SchemaName();
        return parts is { Count: > 0 } && _tokens.Take("in") && _tokens.TakeIdentifier() is { } publication
            ? Named(kinds, parts, $" in {Identifier.Quote(publication)}")
            : null;
    }

    private ObjectName? On(IReadOnlyList<string> kinds)
    {
        var label = kinds[0] is "security label" && (_tokens.Take("of") || _tokens.Take("for")) ? _tokens.TakeIdentifier() : null;
        // What is granted is left open: "grant select, update on table t".
        while (kinds[0] is "grants" && !_tokens.AtEnd && !string.Equals(_tokens.Texts[0], "on", StringComparison.OrdinalIgnoreCase)) _tokens.Skip(1);
        if (!_tokens.Take("on")) return null;
        var target = ObjectKinds.Of(_tokens.Texts) is not null ? ReadObject() : kinds[0] is "grants" ? Grantable() : Unknown();
        if (kinds[0] is "grants" && !isFact && (_tokens.Take("to") || _tokens.Take("from"))) _tokens.TakeAll();
        return target is null ? null : With(new(kinds, label is null ? "" : Identifier.Quote(label), target.Bare), null, target);
    }

    // GRANT takes a relation where no kind is written; facts leave out the kind of routines too.
    private ObjectName? Grantable()
    {
        if (SchemaName() is not { } parts) return null;
        var arguments = ArgumentList.Read(_tokens);
        return With(Named(arguments is null ? Relations : ["function", "procedure", "aggregate"], parts), arguments);
    }

    // A comment on something that has no fact of its own.
    private ObjectName? Unknown() => _tokens.AtEnd ? null : Words(["?"]);

    private ObjectName? Text(IReadOnlyList<string> kinds, int kindWords)
    {
        if (_tokens.Left == 1 && _tokens.IsQuoted) return _tokens.TakeIdentifier() is { } quoted ? Named(kinds, [quoted]) : null;
        var rest = text.Trim();
        for (var i = 0; i < kindWords; i++) rest = rest[(rest.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimStart();
        _tokens.TakeAll();
        return Named(kinds, [rest is ['\'', .. var inner, '\''] ? inner.Replace("''", "'", StringComparison.Ordinal) : rest]);
    }

    private ObjectName? Words(IReadOnlyList<string> kinds) => _tokens.AtEnd ? null : new(kinds, _tokens.TakeAll(), bare: "");
}
