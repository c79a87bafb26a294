using Lockkeeper.Catalog;
using Lockkeeper.Contracts.Names;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts;

/// <summary>Looks for every declared name in the catalog as it is before the migrations.</summary>
internal sealed class UnknownNames(IReadOnlyList<Migration> pending, CatalogSnapshot now)
{
    private readonly ILookup<string, CatalogFact> _facts = now.Facts.ToLookup(f => f.Kind, StringComparer.Ordinal);

    public IReadOnlyList<Problem> Problems() =>
    [
        .. from item in pending.Select((migration, index) => (migration, index))
           from declaration in Declared.Of(item.migration.Header)
           let problem = Look(declaration, item.migration, item.index)
           where problem is not null
           select problem,
    ];

    private Problem? Look(Declared declaration, Migration migration, int index)
    {
        var where = $"{migration.FileName}:{declaration.Line}";
        var said = $"\"{Declared.Word(declaration.Verb)}: {declaration.Text}\"";
        if (declaration is { Verb: DeclaredVerb.Removes, Name.Kinds: ["role"] })
            return new(where, $"{said} cannot be checked: a role is no part of one database.", "Delete the line; DROP ROLE needs no declaration.");

        var name = declaration.Name;
        var found = Found(name);
        if (found.Count == 0) return IsUnread(name) || IsMadeBefore(name, index) ? null : new(where, $"{said} names something that does not exist.", Hint(name));
        return name is { Arguments: null } && found.Count > 1 && found[0].Kind is "function" or "procedure" or "aggregate" or "operator"
            ? new(where, $"{said} may mean {found.Count} objects: {string.Join(", ", found.Take(5).Select(f => f.Object))}.", "Write the argument types.")
            : null;
    }

    // Privileges have a fact of their own only where an extension's differ from what it came with.
    private List<CatalogFact> Found(ObjectName name)
    {
        var facts = name.Kinds.SelectMany(k => _facts[k]).Where(name.Matches).ToList();
        return facts.Count == 0 && name is { Kinds: ["grants"], Target: { } target } ? FoundTarget(target) : facts;
    }

    private List<CatalogFact> FoundTarget(ObjectName target)
    {
        var facts = target.Kinds.SelectMany(k => _facts[k]).Where(target.Matches).ToList();
        // What an extension made is not among the facts.
        return facts.Count > 0 ? facts : [.. _facts["extension"].Where(e => IsInSchemaOf(e, target)).Take(1)];
    }

    private static bool IsInSchemaOf(CatalogFact extension, ObjectName target) =>
        Definition.Parts(extension.Definition).GetValueOrDefault("schema") is { } schema
        && NameTokens.Of(schema).TakeIdentifier() is { } name && target.Key.StartsWith($"{Identifier.Quote(name)}.", StringComparison.Ordinal);

    private bool IsUnread(ObjectName name) =>
        name.Kinds.Any(k => k is "bucket" && now.Unread.Contains("storage.buckets", StringComparer.Ordinal))
        || name.Kinds.Any(k => k is "cron job" && now.Unread.Contains("cron.job", StringComparer.Ordinal));

    // An earlier pending file that mentions it may create it; the check before COMMIT still holds the declaration to what happens.
    private bool IsMadeBefore(ObjectName name, int index) =>
        name.Bare.Length > 0 && pending.Take(index).Any(m => m.Statements.Any(s => s.Text.Contains(name.Bare, StringComparison.OrdinalIgnoreCase)));

    private string Hint(ObjectName name)
    {
        var sameKind = name.Kinds.SelectMany(k => _facts[k]);
        var sameName = now.Facts.Where(f => f.Identity.Contains(name.Bare, StringComparison.Ordinal) && f.Kind is not "comment" and not "column")
            .Select(f => (Fact: f, Name: ObjectName.Of(f))).Where(f => string.Equals(f.Name?.Bare, name.Bare, StringComparison.Ordinal))
            .Select(f => f.Fact.Object);
        return sameName.FirstOrDefault() is { } other ? $"Did you mean \"{other}\"?"
            : NearestName.To(name.Key, sameKind.Select(f => (f, ObjectName.Of(f)?.Key))) is { } near ? $"Did you mean \"{near.Object}\"?"
            : "Correct the name, with its schema, or delete the line.";
    }
}
