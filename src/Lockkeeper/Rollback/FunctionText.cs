using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>What CREATE OR REPLACE can do for a routine.</summary>
internal static class FunctionText
{
    private const string Begin = "CREATE OR REPLACE ";

    /// <summary>The whole statement, as the server printed it; null for what is no function or procedure.</summary>
    public static string? Of(CatalogFact fact) =>
        fact.Kind is "function" or "procedure" && fact.Definition.IndexOf(Begin, StringComparison.Ordinal) is var at and >= 0 ? fact.Definition[at..].TrimEnd() : null;

    /// <summary>Whether its arguments or its result are otherwise: the server replaces no such function.</summary>
    public static bool IsRemade(CatalogFact now, CatalogFact goal) =>
        Of(now) is { } was && Of(goal) is { } then && !string.Equals(Head(was), Head(then), StringComparison.Ordinal);

    // Name and arguments stand on the first line, the result on the second.
    private static string Head(string text)
    {
        var lines = text.Split('\n', 3);
        return lines.Length > 1 && lines[1].StartsWith(" RETURNS", StringComparison.Ordinal) ? $"{lines[0]}\n{lines[1]}" : lines[0];
    }
}
