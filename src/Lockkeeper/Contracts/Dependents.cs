using Lockkeeper.Catalog;
using Lockkeeper.Contracts.Names;

namespace Lockkeeper.Contracts;

/// <summary>Changes that PostgreSQL makes by itself when a declared one is made.</summary>
internal static class Dependents
{
    /// <summary>Adds to the covered changes those that follow from them.</summary>
    public static void Cover(CatalogChange change, HashSet<FactChange> covered)
    {
        var open = change.Details.Where(d => d.Before is not null && !covered.Contains(d)).ToList();
        CoverOfColumns(change, open, covered);
        if (covered.Count == 0 || open.Count == 0) return;
        // A comment follows a constraint, which may follow a column: as deep as facts hang on each other.
        for (var before = -1; before != covered.Count;)
        {
            before = covered.Count;
            var removed = covered.Where(d => d.After is null).Select(d => d.Before!.Value.Object).ToHashSet(StringComparer.Ordinal);
            var indexes = covered.Where(d => d is { Before.Kind: "constraint", After: null }).Select(d => IndexOf(d.Before!.Value)).ToHashSet(StringComparer.Ordinal);
            var copied = covered.Select(Inherited).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var detail in open)
            {
                var fact = detail.Before!.Value;
                if ((fact.Parent is { } parent && removed.Contains(parent)) || IsIndexOf(fact, indexes) || IsCopy(detail, copied)) covered.Add(detail);
            }
        }
    }

    // The places of columns are counted without gaps: those behind a removed one move up.
    private static void CoverOfColumns(CatalogChange change, List<FactChange> open, HashSet<FactChange> covered)
    {
        var columns = change.Details.Where(d => d is { Before.Kind: "column", After: null }).ToLookup(d => d.Before!.Value.Parent, StringComparer.Ordinal);
        foreach (var detail in open)
        {
            var fact = detail.Before!.Value;
            var removed = columns[fact.Parent];
            var follows = detail.After is { } after
                ? fact.Kind is "column" && removed.Any() && Definition.IsOnlyPosition(fact.Definition, after.Definition)
                : fact.Kind is "constraint" or "index" or "statistics object" && removed.Any(c => covered.Contains(c) && Mentions(fact.Definition, c));
            if (follows) covered.Add(detail);
        }
    }

    private static bool Mentions(string definition, FactChange column)
    {
        var tokens = NameTokens.Of(definition);
        var name = ObjectName.Of(column.Before!.Value)?.Bare;
        while (!tokens.AtEnd)
        {
            if (tokens.TakeIdentifier() is { } found)
            {
                if (string.Equals(found, name, StringComparison.Ordinal)) return true;
            }
            else
            {
                tokens.Skip(1);
            }
        }

        return false;
    }

    // The index of a constraint has its name and hangs on its table.
    private static string IndexOf(CatalogFact constraint) => $"{constraint.Parent} {ObjectName.Of(constraint)?.Bare}";

    private static bool IsIndexOf(CatalogFact fact, HashSet<string> indexes) =>
        indexes.Count > 0 && fact.Kind is "index" && indexes.Contains($"{fact.Parent} {ObjectName.Of(fact)?.Bare}");

    /// <summary>What a partition or child table would call its copy of this.</summary>
    private static string? Inherited(FactChange detail)
    {
        var fact = (detail.Before ?? detail.After)!.Value;
        return fact.Kind switch
        {
            "column" or "constraint" => $"{fact.Kind} {ObjectName.Of(fact)?.Bare}",
            "index" => $"index {fact.Identity}",
            _ => null,
        };
    }

    private static bool IsCopy(FactChange detail, HashSet<string> copied)
    {
        var fact = detail.Before!.Value;
        return fact.Kind switch
        {
            "column" or "constraint" => fact.Definition.Contains("inherited=", StringComparison.Ordinal) && Definition.IsInherited(fact.Definition) && Inherited(detail) is { } name && copied.Contains(name),
            "index" => fact.Definition.Contains(" parent=", StringComparison.Ordinal) && Definition.Parts(fact.Definition).GetValueOrDefault("parent") is { } parent && copied.Contains($"index {parent}"),
            _ => false,
        };
    }
}
