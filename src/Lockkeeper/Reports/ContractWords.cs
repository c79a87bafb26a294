using Lockkeeper.Migrations;

namespace Lockkeeper.Reports;

/// <summary>The contract in sentences.</summary>
internal static class ContractWords
{
    /// <summary>What a migration declares, one sentence for each verb.</summary>
    public static IEnumerable<string> Of(Migration migration)
    {
        var header = migration.Header;
        if (header.Removes.Count > 0) yield return $"It removes {List(header.Removes)}.";
        if (header.Alters.Count > 0) yield return $"It alters {List(header.Alters)}.";
        if (header.LosesData.Count > 0) yield return $"It loses data of {List(header.LosesData)}.";
        if (header.Removes.Count + header.Alters.Count + header.LosesData.Count == 0) yield return "It only adds: it declares nothing to remove, alter or lose.";
    }

    /// <summary>What stays as it is.</summary>
    public static string Preserved(IReadOnlyList<string> patterns) => patterns.Count == 0
        ? "Whatever is not named here must stay as it is, with every row."
        : $"Whatever is not named here must stay as it is; so must every row of {string.Join(", ", patterns)}.";

    private static string List(IReadOnlyList<Declaration> declarations)
    {
        var names = declarations.Select(d => d.Object).ToList();
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
    }
}
