using System.Reflection;

namespace Lockkeeper.Postgres.Catalog;

/// <summary>The queries below <c>Sql/</c>, by their path with dots and without the ending: <c>Catalog.Rows.session</c>.</summary>
internal static class EmbeddedSql
{
    private const string Root = "Lockkeeper.Postgres.Sql.";
    private const string Ending = ".sql";

    /// <summary>The text of one query.</summary>
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Root + name + Ending)
            ?? throw new InvalidOperationException($"The query {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The names of the queries directly in a folder, in order.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        var prefix = $"{Root}{folder}.";
        return Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(r => r.StartsWith(prefix, StringComparison.Ordinal) && !r[prefix.Length..^Ending.Length].Contains('.', StringComparison.Ordinal))
            .Select(r => r[Root.Length..^Ending.Length])
            .Order(StringComparer.Ordinal)
            .ToList();
    }
}
