using Lockkeeper.Catalog;
using Lockkeeper.Contracts;

namespace Lockkeeper.Rollback;

/// <summary>Statements that make one fact into another, for what ALTER can change without touching a row.</summary>
internal static class FactRepair
{
    /// <summary>The statements, or null where only a person, or making it anew, can do it.</summary>
    /// <param name="now">As it is; null: it is not there.</param>
    /// <param name="goal">As it is to be; null: it is to go.</param>
    public static IReadOnlyList<string>? Of(CatalogFact? now, CatalogFact? goal)
    {
        var (kind, identity) = ((now ?? goal)!.Value.Kind, (now ?? goal)!.Value.Identity);
        return kind switch
        {
            "comment" => [$"comment {On(identity, (now ?? goal)!.Value.Parent)} is {(goal is { } g ? FactSql.Literal(g.Definition) : "null")}"],
            "default privileges" => DefaultPrivileges(identity, now, goal),
            _ when now is null || goal is null => null,
            "index" => Clustering(now.Value, goal.Value),
            "database" or "setting" or "role" => null,
            "grants" => [.. Privileges.Between(Granted(identity), Acl(now.Value), Acl(goal.Value))],
            _ => Changed(now.Value, goal.Value),
        };
    }

    private static List<string>? Changed(CatalogFact now, CatalogFact goal)
    {
        // A sequence follows the column that owns it.
        if (goal.Kind is not "sequence" && !string.Equals(now.Parent, goal.Parent, StringComparison.Ordinal)) return null;
        var (was, then) = (Definition.Parts(now.Definition), Definition.Parts(goal.Definition));
        var statements = new List<string>();
        foreach (var key in was.Keys.Union(then.Keys, StringComparer.Ordinal).Where(k => k is not "position"))
        {
            var (a, b) = (was.GetValueOrDefault(key), then.GetValueOrDefault(key));
            if (string.Equals(a, b, StringComparison.Ordinal)) continue;
            if (Part(goal, key, a, b) is not { } part) return null;
            statements.AddRange(part);
        }

        return statements;
    }

    private static IEnumerable<string>? Part(CatalogFact fact, string key, string? now, string? goal) => (fact.Kind, key) switch
    {
        ("column", _) => ColumnRepair.Part(fact, key, now, goal),
        (_, "owner") when goal is not null => [$"alter {Altered(fact)} owner to {goal}"],
        (_, "acl") => Privileges.Between(Altered(fact, granting: true), now, goal),
        ("table" or "view" or "materialized view" or "foreign table", _) => RelationRepair.Part(fact, key, now, goal),
        ("domain", "default") => [$"alter domain {fact.Identity} {(goal is null ? "drop default" : $"set default {goal}")}"],
        ("domain", "") when NotNull(now) != NotNull(goal) => [$"alter domain {fact.Identity} {(NotNull(goal) ? "set" : "drop")} not null"],
        ("sequence" or "identity sequence", _) => Sequence(fact, key, goal),
        ("publication", "insert" or "update" or "delete" or "truncate") => [$"alter publication {fact.Identity} set (publish = '{Published(fact)}')"],
        ("publication", "via root") => [$"alter publication {fact.Identity} set (publish_via_partition_root = {(goal is "t" or "true" ? "on" : "off")})"],
        _ => null,
    };

    private static bool NotNull(string? type) => type?.EndsWith("not null", StringComparison.Ordinal) == true;

    private static string Published(CatalogFact publication)
    {
        var parts = Definition.Parts(publication.Definition);
        return string.Join(", ", ((string[])["insert", "update", "delete", "truncate"]).Where(k => parts.GetValueOrDefault(k) is "t" or "true"));
    }

    private static IReadOnlyList<string>? Clustering(CatalogFact now, CatalogFact goal)
    {
        var table = FactSql.Parent(goal.Parent!).Name;
        return !FactSql.IsOnlyClustering(now, goal) ? null
            : FactSql.IsClustered(goal) ? [$"alter table {table} cluster on {FactSql.LastName(goal.Identity)}"] : [$"alter table {table} set without cluster"];
    }

    // The parts of a sequence depend on each other (a start must be within min and max), so that all are written together.
    private static IEnumerable<string>? Sequence(CatalogFact fact, string key, string? goal)
    {
        if (key is "owned by") return [$"alter sequence {fact.Identity} owned by {goal ?? "none"}"];
        if (key is not ("" or "start" or "increment" or "min" or "max" or "cache" or "cycle")) return null;
        var parts = Definition.Parts(fact.Definition);
        return
        [
            $"alter sequence {fact.Identity} as {parts[""]} increment {parts["increment"]} minvalue {parts["min"]} maxvalue {parts["max"]} "
            + $"start {parts["start"]} cache {parts["cache"]} {(parts["cycle"] is "t" ? "cycle" : "no cycle")}",
        ];
    }

    private static List<string>? DefaultPrivileges(string identity, CatalogFact? now, CatalogFact? goal)
    {
        // "of role in schema s on tables"; where nothing is written, PostgreSQL's own defaults hold, which differ by kind.
        var on = identity.LastIndexOf(" on ", StringComparison.Ordinal);
        if (!identity.StartsWith("of ", StringComparison.Ordinal) || on < 0) return null;
        var schema = identity.IndexOf(" in schema ", StringComparison.Ordinal);
        if (schema < 0 && (now is null || goal is null)) return null;
        var role = identity["of ".Length..(schema < 0 ? on : schema)];
        var place = schema < 0 ? "" : identity[schema..on];
        return [.. Privileges.Between(identity[(on + 4)..], Acl(now), Acl(goal), prefix: $"alter default privileges for role {role}{place} ")];
    }

    private static string? Acl(CatalogFact? fact) =>
        fact is { } f && f.Definition.IndexOf("acl=", StringComparison.Ordinal) is var at and >= 0 ? f.Definition[(at + 4)..] : null;

    private static string Altered(CatalogFact fact, bool granting = false) => fact.Kind switch
    {
        "view" or "materialized view" or "foreign table" when granting => $"table {fact.Identity}",
        "identity sequence" => $"sequence {fact.Identity}",
        "aggregate" when granting => $"function {fact.Identity}",
        "aggregate" => $"aggregate {fact.Identity.Replace("()", "(*)", StringComparison.Ordinal)}",
        "statistics object" => $"statistics {fact.Identity}",
        "foreign-data wrapper" => $"foreign data wrapper {fact.Identity}",
        "server" when granting => $"foreign server {fact.Identity}",
        _ => $"{fact.Kind} {fact.Identity}",
    };

    private static string Granted(string identity) => identity["on ".Length..] is var name && name.StartsWith("type ", StringComparison.Ordinal) ? name
        : name.Contains('(', StringComparison.Ordinal) ? $"routine {name}" : $"table {name}";

    // A domain's constraint is the only one whose name is written otherwise than facts have it.
    private static string On(string identity, string? parent)
    {
        if (!identity.StartsWith("on constraint ", StringComparison.Ordinal)) return identity.Replace("on statistics object ", "on statistics ", StringComparison.Ordinal);
        _ = parent;
        return identity;
    }
}
