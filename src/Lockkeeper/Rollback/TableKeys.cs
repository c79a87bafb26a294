using System.Text.RegularExpressions;
using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>Primary keys and columns, from facts.</summary>
internal sealed partial class TableKeys(CatalogSnapshot before, CatalogSnapshot present)
{
    private readonly ILookup<string, CatalogFact> _before = Children(before);
    private readonly ILookup<string, CatalogFact> _present = Children(present);

    /// <summary>The quoted columns of the primary key, where it is the same before and now; else none.</summary>
    public IReadOnlyList<string> KeyOf(string table)
    {
        var (was, now) = (Primary(_before, table), Primary(_present, table));
        return was is not null && string.Equals(was, now, StringComparison.Ordinal) ? Listed(was) : [];
    }

    /// <summary>The columns before the deployment that hold values of their own.</summary>
    public IReadOnlyList<CatalogFact> ColumnsBefore(string table) =>
        [.. _before[$"table {table}"].Where(f => f.Kind is "column" && !f.Definition.Contains(" generated=", StringComparison.Ordinal))];

    /// <summary>The tables that a table's foreign keys refer to, before the deployment.</summary>
    public IReadOnlyList<string> ReferencesOf(string table) =>
    [
        .. _before[$"table {table}"].Where(f => f.Kind is "constraint").Select(f => References().Match(f.Definition)).Where(m => m.Success)
            .Select(m => m.Groups["table"].Value),
    ];

    /// <summary>What is there now and hangs on a table.</summary>
    public IEnumerable<CatalogFact> Now(string table, string kind) => _present[$"table {table}"].Where(f => string.Equals(f.Kind, kind, StringComparison.Ordinal));

    private static string? Primary(ILookup<string, CatalogFact> facts, string table) => facts[$"table {table}"]
        .Where(f => f.Kind is "constraint" && f.Definition.StartsWith("PRIMARY KEY (", StringComparison.Ordinal)).Select(f => f.Definition).FirstOrDefault();

    private static List<string> Listed(string definition)
    {
        var names = new List<string>();
        var (from, quoted) = (definition.IndexOf('(', StringComparison.Ordinal) + 1, false);
        for (var i = from; i < definition.Length; i++)
        {
            if (definition[i] == '"') quoted = !quoted;
            if (quoted || definition[i] is not (',' or ')')) continue;
            names.Add(definition[from..i].Trim());
            from = i + 1;
            if (definition[i] == ')') break;
        }

        return names;
    }

    [GeneratedRegex("""^FOREIGN KEY .* REFERENCES (?<table>(?:"(?:[^"]|"")+"|[^".( ]+)\.(?:"(?:[^"]|"")+"|[^".( ]+))\(""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex References();

    private static ILookup<string, CatalogFact> Children(CatalogSnapshot catalog) =>
        catalog.Facts.Where(f => f.Parent is not null).ToLookup(f => f.Parent!, StringComparer.Ordinal);
}
