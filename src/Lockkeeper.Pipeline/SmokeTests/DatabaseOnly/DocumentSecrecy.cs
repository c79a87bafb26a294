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
        var tables = found.Split(',');
        foreach (var table in tables)
        {
            // A user who has just been invented owns nothing, so every row that he sees is somebody else's.
            foreach (var (role, user) in new[] { ("anon", (Guid?)null), ("authenticated", Guid.NewGuid()) })
            {
                await scope.ActAsAsync(role, user);
                var visible = await scope.CountUnlessRefusedAsync($"select count(*) from {table}");
                if (visible is > 0) throw SmokeStop.Failed($"{role} sees {visible} rows of {table} that belong to others: check its RLS flag and policies");
            }
        }

        return $"row security hides {tables.Length} tables of documents from strangers";
    }
}
