namespace Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;

/// <summary>What of the database REST knows: a copy of the catalog, made at one moment. Every identifier of a statement comes from here.</summary>
internal sealed class RestSchema(IReadOnlyList<RestTableInfo> tables, IReadOnlyList<RestFunction> functions)
{
    private readonly Dictionary<(string, string), RestTableInfo> _tables = tables.ToDictionary(t => (t.Schema, t.Name));
    private readonly ILookup<(string, string), RestFunction> _functions = functions.ToLookup(f => (f.Schema, f.Name));

    /// <summary>The schemas that requests may name; the first is the one of those that name none.</summary>
    public required IReadOnlyList<string> Exposed { get; init; }

    public IEnumerable<RestTableInfo> Tables => _tables.Values;

    /// <exception cref="RestError">PGRST205: not known here, whether it is there by now or not.</exception>
    public RestTableInfo Table(string schema, string name) => _tables.GetValueOrDefault((schema, name)) ?? throw RestError.NoTable(schema, name);

    /// <summary>The function that takes these arguments.</summary>
    /// <exception cref="RestError">PGRST202: there is none; PGRST203: there are several.</exception>
    public RestFunction Function(string schema, string name, IReadOnlyCollection<string> arguments)
    {
        var fitting = _functions[(schema, name)].Where(f => f.Takes(arguments)).ToList();
        var given = string.Join(", ", arguments);
        return fitting switch
        {
            [var only] => only,
            [] => throw new RestError(404, "PGRST202", $"Could not find the function {schema}.{name}({given}) in the schema cache",
                $"Searched for the function {schema}.{name} with parameters {given}, but no matches were found in the schema cache."),
            _ => throw new RestError(300, "PGRST203", $"Could not choose the best candidate function between {fitting.Count} of the name {schema}.{name}",
                details: null, "Try renaming the parameters or the function itself in the database so function overloading can be resolved"),
        };
    }
}

/// <summary>A table or a view.</summary>
/// <param name="Schema">An exposed one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">In the table's order.</param>
/// <param name="PrimaryKey">Empty where there is none.</param>
internal sealed record RestTableInfo(string Schema, string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> PrimaryKey)
{
    public string Sql => $"{Identifier.Quote(Schema)}.{Identifier.Quote(Name)}";

    public bool Has(string column) => Columns.Contains(column, StringComparer.Ordinal);
}

/// <summary>A function that can be called by the names of its arguments.</summary>
internal sealed record RestFunction(string Schema, string Name, IReadOnlyList<RestArgument> Arguments, int Defaults)
{
    public bool ReturnsSet { get; init; }

    /// <summary>Whether what it returns has columns.</summary>
    public bool ReturnsRows { get; init; }

    public bool ReturnsVoid { get; init; }

    /// <summary>Whether it may write.</summary>
    public bool IsVolatile { get; init; }

    public string Sql => $"{Identifier.Quote(Schema)}.{Identifier.Quote(Name)}";

    public bool Takes(IReadOnlyCollection<string> given) =>
        given.All(name => Arguments.Any(a => string.Equals(a.Name, name, StringComparison.Ordinal)))
        && Arguments.Take(Arguments.Count - Defaults).All(a => given.Contains(a.Name, StringComparer.Ordinal));
}

/// <summary>An argument that goes in.</summary>
/// <param name="Name">Empty where it has none.</param>
/// <param name="Type">As the server writes it.</param>
internal sealed record RestArgument(string Name, string Type);
