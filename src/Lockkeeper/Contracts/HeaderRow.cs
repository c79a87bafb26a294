using Lockkeeper.Catalog;

namespace Lockkeeper.Contracts;

/// <summary>One line of the table that shows expected beside found.</summary>
internal sealed record HeaderRow(string Mark, string Object, string Expected, string Found);

internal static class HeaderRows
{
    /// <summary>The declarations of removals and alterations with what became of them.</summary>
    public static IReadOnlyList<HeaderRow> Of(IReadOnlyList<Declared> declared, HashSet<Declared> done, Coverage coverage) =>
        [.. declared.Where(d => d.Verb != DeclaredVerb.LosesData).Select(d => new HeaderRow(
            done.Contains(d) ? "✓" : "✗", d.Text, $"{Declared.Word(d.Verb)}, line {d.Line}", Found(d, done.Contains(d), coverage.Named(d))))];

    private static string Found(Declared declaration, bool done, FactChange? detail) => detail switch
    {
        null => done ? "altered" : "nothing",
        { After: null } => "removed",
        { Before: null } => "added",
        _ => "altered",
    };
}
