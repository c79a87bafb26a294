using Lockkeeper.Catalog;

namespace Lockkeeper.Contracts;

/// <summary>Which changes of the catalog a header declares.</summary>
internal sealed class Coverage
{
    private readonly CatalogChange _change;
    private readonly IReadOnlyList<Declared> _declared;
    private readonly HashSet<FactChange> _covered = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Declared> _done = [];
    private readonly HashSet<string> _coveredTops = new(StringComparer.Ordinal);

    public Coverage(CatalogChange change, IReadOnlyList<Declared> declared)
    {
        _change = change;
        _declared = [.. declared.Where(d => d.Verb != DeclaredVerb.LosesData)];
        foreach (var declaration in _declared) Declare(declaration);
        foreach (var detail in change.Details.Where(d => _coveredTops.Contains(d.Object))) _covered.Add(detail);
        Dependents.Cover(change, _covered);
    }

    /// <summary>Whether something happened that the declaration says.</summary>
    public bool IsDone(Declared declaration) => _done.Contains(declaration);

    /// <summary>Changes that need a declaration and have none, by the object under which people expect to read of them.</summary>
    public IEnumerable<IGrouping<string, FactChange>> Undeclared() =>
        _change.Details.Where(d => NeedsDeclaration(d) && !_covered.Contains(d)).GroupBy(d => d.Object, StringComparer.Ordinal);

    /// <summary>Whether a change of this very fact is declared.</summary>
    public bool IsCovered(FactChange detail) => _covered.Contains(detail);

    // What is new needs no declaration; but privileges that differ from those an extension came with replace others, and a partition
    // has a trigger of its own only where it is enabled otherwise than the one it copies.
    private static bool NeedsDeclaration(FactChange detail) =>
        detail is { Before: not null } or { After.Kind: "grants" } || detail.After is { Kind: "trigger" } trigger && trigger.Definition.EndsWith(" enabled=D", StringComparison.Ordinal);

    private void Declare(Declared declaration)
    {
        if (IsAmbiguous(declaration)) return;
        foreach (var detail in _change.Details)
        {
            if (!Says(declaration, detail)) continue;
            _done.Add(declaration);
            _covered.Add(detail);
            if (detail.Before is not null && string.Equals(detail.Fact, detail.Object, StringComparison.Ordinal)) _coveredTops.Add(detail.Object);
        }

        if (declaration.Verb == DeclaredVerb.Alters) DeclareAltered(declaration);
    }

    private bool Says(Declared declaration, FactChange detail)
    {
        if (declaration.Name.Matches((detail.Before ?? detail.After)!.Value))
        {
            return declaration.IsAttribute
                || (declaration.Verb == DeclaredVerb.Removes ? detail.After is null : detail.After is not null && NeedsDeclaration(detail));
        }

        return declaration.Name.Target is { } target && declaration.Name.Kinds[0] is "grants" && OnlyPrivileges(detail)
            && (target.Matches(detail.Before!.Value) || (detail.Before.Value is { Kind: "column", Parent: { } parent } && target.Matches(parent)));
    }

    private static bool OnlyPrivileges(FactChange detail) =>
        detail is { Before: { } before, After: { } after } && PrivilegeDifference.Is(before.Definition, after.Definition);

    // An object is altered too when only what is folded under it changed, or when its triggers, policies or publications did.
    private void DeclareAltered(Declared declaration)
    {
        foreach (var top in _change.Altered.Where(declaration.Name.Matches))
        {
            _done.Add(declaration);
            _coveredTops.Add(top);
        }

        foreach (var detail in _change.Details)
        {
            var publication = PublicationOf(detail);
            if (publication is not null && declaration.Name.Matches(publication)) _covered.Add(detail);
            else if (Parents(detail).All(p => !declaration.Name.Matches(p))) continue;
            _done.Add(declaration);
        }
    }

    private static IEnumerable<string> Parents(FactChange detail) =>
        new[] { detail.Before?.Parent, detail.After?.Parent }.OfType<string>();

    private static string? PublicationOf(FactChange detail)
    {
        var fact = (detail.Before ?? detail.After)!.Value;
        return fact.Kind is "published table" or "published schema"
            ? $"publication {fact.Identity[(fact.Identity.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..]}"
            : null;
    }

    /// <summary>The changed facts that a declaration without argument types may mean; more than one is too many.</summary>
    public bool IsAmbiguous(Declared declaration) =>
        declaration.Name is { Arguments: null } name
        && _change.Details.Where(d => d.Before is { Kind: "function" or "procedure" or "aggregate" or "operator" } fact && name.Matches(fact)).Take(2).Count() > 1;

    /// <summary>A changed fact that the declaration names, with whatever happened to it.</summary>
    public FactChange? Named(Declared declaration) =>
        _change.Details.FirstOrDefault(d => declaration.Name.Matches((d.Before ?? d.After)!.Value));
}
