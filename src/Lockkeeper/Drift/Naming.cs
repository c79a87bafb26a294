using Lockkeeper.Catalog;

namespace Lockkeeper.Drift;

/// <summary>In which schema an object is, by its identity or by that of what it belongs to.</summary>
internal static class Naming
{
    /// <summary>The facts by what they are about. Only cron jobs can share a name, of different users: then one of them stands for both.</summary>
    public static Dictionary<string, CatalogFact> ByObject(CatalogSnapshot snapshot)
    {
        var facts = new Dictionary<string, CatalogFact>(snapshot.Facts.Count, StringComparer.Ordinal);
        foreach (var fact in snapshot.Facts) facts[fact.Object] = fact;
        return facts;
    }

    /// <summary>The schema; null for an object that is in none, such as a cast.</summary>
    public static string? SchemaOf(CatalogFact fact, IReadOnlyDictionary<string, CatalogFact> facts)
    {
        while (fact.Parent is { } parent && facts.TryGetValue(parent, out var above)) fact = above;
        return fact.Kind is "schema" ? fact.Identity : SchemaOf(fact.Identity);
    }

    /// <summary>The schema of a qualified name that the text begins with; null where it begins with none.</summary>
    public static string? SchemaOf(string text)
    {
        var end = 0;
        if (text.StartsWith('"'))
        {
            for (end = 1; end < text.Length && (text[end] != '"' || text.ElementAtOrDefault(end + 1) == '"'); end++)
                if (text[end] == '"') end++;
            end++;
        }
        else
        {
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '$')) end++;
        }

        return end > 0 && end < text.Length && text[end] == '.' ? text[..end] : null;
    }

    /// <summary>The schema of the qualified name behind the last of these words.</summary>
    public static string? SchemaAfter(string text, string words)
    {
        var at = text.LastIndexOf(words, StringComparison.Ordinal);
        return at < 0 ? null : SchemaOf(text[(at + words.Length)..]);
    }
}
