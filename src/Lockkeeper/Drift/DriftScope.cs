using System.Text.Json;
using Lockkeeper.Catalog;

namespace Lockkeeper.Drift;

/// <summary>
/// Which facts are the project's business. On a Supabase project the schemas of the platform are left out, but for what projects put there
/// themselves: triggers that call a function of the project, policies, buckets and cron jobs. docs/drift.md states the rule in full.
/// </summary>
/// <param name="platform">Whether the databases are Supabase projects.</param>
/// <param name="replayed">
/// Whether one side is what migrations built on a throwaway server: what only depends on where a database comes from is not compared then.
/// </param>
internal sealed class DriftScope(bool platform, bool replayed)
{
    private static readonly string[] BucketColumns = ["name", "public", "file_size_limit", "allowed_mime_types"];

    /// <summary>The facts to compare, in a form that is the same for the same object of whatever origin.</summary>
    public CatalogSnapshot Of(CatalogSnapshot snapshot)
    {
        var facts = Naming.ByObject(snapshot);
        return new(snapshot.Facts.Where(f => RestoredForm.IsDumped(f.Kind) && Includes(f, facts)).Select(Form), snapshot.Unread);
    }

    private bool Includes(CatalogFact fact, Dictionary<string, CatalogFact> facts) => fact.Kind switch
    {
        // Its owner is whoever made the server.
        "language" when fact.Identity is "plpgsql" => false,
        "schema" when replayed && fact.Identity is "public" => false,
        "comment" or "security label" when fact.Parent is { } parent => facts.TryGetValue(parent, out var of) ? Includes(of, facts) : parent is not "schema public",
        _ => !platform || !IsOfPlatform(fact, facts),
    };

    private static bool IsOfPlatform(CatalogFact fact, Dictionary<string, CatalogFact> facts) => fact.Kind switch
    {
        "bucket" or "cron job" or "policy" => false,
        "trigger" => Platform.HasSchema(Naming.SchemaOf(fact, facts)) && Platform.HasSchema(Naming.SchemaAfter(fact.Definition, " EXECUTE FUNCTION ")),
        "event trigger" => Platform.HasSchema(Naming.SchemaAfter(fact.Definition, "function=")),
        "extension" => Platform.HasExtension(fact.Identity),
        "publication" => Platform.IsOurs(fact.Identity),
        "published table" or "published schema" => Platform.Publishes(fact.Identity[(fact.Identity.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..]),
        "grants" => Platform.HasSchema(Naming.SchemaAfter(fact.Identity, "on ") ?? Naming.SchemaAfter(fact.Identity, "on type ")),
        "default privileges" => Platform.HasSchema(Naming.SchemaOf(fact, facts)) || Platform.IsOurs(fact.Identity["of ".Length..]),
        _ => Platform.HasSchema(Naming.SchemaOf(fact, facts)),
    };

    private CatalogFact Form(CatalogFact fact)
    {
        var form = RestoredForm.Of(fact);
        return fact.Kind switch
        {
            // A restore makes it valid, but here it is a finding.
            "index" when RestoredForm.IsInvalid(fact) => form with { Definition = $"{form.Definition} INVALID" },
            "bucket" when replayed => form with { Definition = Bucket(fact.Definition) },
            // A restored copy has the version that its server has; of two live databases each was given its own.
            "extension" when !replayed => fact,
            _ => form,
        };
    }

    // The others come and go with the version of the storage service.
    private static string Bucket(string definition)
    {
        using var row = JsonDocument.Parse(definition);
        return $"{{{string.Join(',', BucketColumns.Where(c => row.RootElement.TryGetProperty(c, out _)).Select(c => $"\"{c}\":{row.RootElement.GetProperty(c).GetRawText()}"))}}}";
    }
}
