using Lockkeeper.Catalog;

namespace Lockkeeper.Drift;

/// <summary>What belongs to the platform of a Supabase project and not to the project, by name.</summary>
internal static class Platform
{
    private static readonly HashSet<string> Schemas = new(StringComparer.Ordinal)
    {
        "auth", "storage", "realtime", "_realtime", "extensions", "graphql", "graphql_public", "vault", "pgbouncer", "pgsodium",
        "pgsodium_masks", "cron", "net", "pgtle", "pgmq", "repack", "_analytics", "_supavisor", "dbdev", "tiger", "tiger_data", "topology",
    };

    // What a new project has before anybody touched it.
    private static readonly HashSet<string> Extensions = new(StringComparer.Ordinal)
    {
        "plpgsql", "pg_stat_statements", "pgcrypto", "\"uuid-ossp\"", "pg_graphql", "supabase_vault", "pgsodium", "pgjwt",
    };

    /// <summary>Whether this is a Supabase project: its schema auth belongs to a role of the platform.</summary>
    public static bool Runs(CatalogSnapshot snapshot) =>
        snapshot.Facts.Any(f => f is { Kind: "schema", Identity: "auth" } && f.Definition.StartsWith("owner=supabase_", StringComparison.Ordinal));

    public static bool HasSchema(string? name) => name is not null && (Schemas.Contains(name) || IsOurs(name));

    public static bool HasExtension(string name) => Extensions.Contains(name);

    /// <summary>Whether what a publication publishes is the platform's; into supabase_realtime projects put their tables themselves.</summary>
    public static bool Publishes(string publication) => IsOurs(publication) && publication is not "supabase_realtime";

    /// <summary>Whether a role or a publication is the platform's own.</summary>
    public static bool IsOurs(string name) => name.StartsWith("supabase_", StringComparison.Ordinal);
}
