namespace Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;

/// <summary>What row security lets strangers see of the documents.</summary>
internal static class DocumentSecrecy
{
    // A table without an owner column may well be meant for everybody.
    private const string Tables = """
        select string_agg(format('%I.%I', n.nspname, c.relname), ',' order by c.relname)
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'documents' and c.relkind in ('r', 'p')
          and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname in ('user_id', 'owner_id', 'owner', 'created_by'))
        """;

    /// <summary>What the database alone can tell.</summary>
    /// <returns>What was proven; null where there is nothing to try.</returns>
    /// <exception cref="SmokeStop">Strangers see documents.</exception>
    public static async Task<string?> ProveAsync(SmokeScope scope)
    {
        if (await scope.ScalarAsync<string>(Tables) is not { } found) return null;
        if (!await scope.CanBecomeAsync("anon") || !await scope.CanBecomeAsync("authenticated")) return null;
        var (tables, undecided) = (found.Split(','), new List<string>());
        foreach (var table in tables)
            if (!await IsHiddenAsync(scope, table)) undecided.Add(table);
        var hidden = $"row security hides {tables.Length - undecided.Count} tables of documents from strangers";
        return undecided.Count == 0 ? hidden : $"{hidden}; {string.Join(", ", undecided)} could not be read through in time, so nothing is said of it";
    }

    // False: the server gave up before it could tell.
    private static async Task<bool> IsHiddenAsync(SmokeScope scope, string table)
    {
        var decided = true;
        // A user who has just been invented owns nothing, so every row that he sees is somebody else's.
        foreach (var (role, user) in new[] { ("anon", (Guid?)null), ("authenticated", Guid.NewGuid()) })
        {
            await scope.ActAsAsync(role, user);
            var sees = await scope.SeesAnyAsync(table);
            if (sees is true) throw SmokeStop.Failed($"{role} sees rows of {table} that belong to others", "row level security is off, or a policy lets everybody read", "check its RLS flag and policies");
            decided &= sees is not null;
        }

        return decided;
    }
}
