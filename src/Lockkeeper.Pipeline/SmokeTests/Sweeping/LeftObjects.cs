using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Sweeping;

/// <summary>An object that a smoke test left.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Owner">Whose it is; null where storage does not say.</param>
internal sealed record LeftObject(StorageObject Place, string? Owner)
{
    /// <summary>Whether this user's id leads to it.</summary>
    public bool IsOf(string user) => string.Equals(Owner, user, StringComparison.Ordinal) || Place.Name.Contains(user, StringComparison.Ordinal);
}

/// <summary>Finds the objects that smoke tests left.</summary>
internal static class LeftObjects
{
    private const string MayRead = """
        select case when to_regclass('storage.objects') is null then false
               else has_schema_privilege('storage', 'usage') and has_table_privilege('storage.objects', 'select') end
        """;

    /// <summary>
    /// By the beginning of the name, for which storage has an index. Who owns an object is asked only where the product names objects itself.
    /// </summary>
    public static async Task<IReadOnlyList<LeftObject>> FindAsync(SmokeRun run, string[] users, CancellationToken token)
    {
        // What the role that deploys may not see is at least known as far as this run made it.
        if (!await run.Database.ScalarAsync<bool>(MayRead, token))
            return run.Document is { Subject: var subject } ? [new(new StorageObject(subject.Bucket, subject.Path), subject.OwnerId)] : [];
        var byOwner = run.Services.Api.Upload is null || users.Length == 0 ? "" : " or owner::text = any ($2)";
        object?[] parameters = byOwner.Length == 0 ? [Patterns(run, users)] : [Patterns(run, users), users];
        return await run.Database.RowsAsync(
            $"select bucket_id, name, coalesce(to_jsonb(o) ->> 'owner_id', to_jsonb(o) ->> 'owner') from storage.objects o where name like any ($1){byOwner}",
            r => new LeftObject(new StorageObject(r.GetString(0), r.GetString(1)), r.IsDBNull(2) ? null : r.GetString(2)), token, parameters);
    }

    // A path that the configuration gives may begin with anything.
    private static string[] Patterns(SmokeRun run, string[] users)
    {
        var path = Escaped(run.Options.SmokeTests.Upload.Path).Replace("{file}", $"{SmokeNames.Prefix}%", StringComparison.Ordinal);
        IEnumerable<string> configured = path.Contains("{user}", StringComparison.Ordinal) ? users.Select(u => path.Replace("{user}", u, StringComparison.Ordinal)) : [path];
        return [$"{SmokeNames.Prefix}%", .. users.Select(u => $"{u}/%"), .. configured.Where(p => p.Contains(SmokeNames.Prefix, StringComparison.Ordinal) || users.Any(u => p.Contains(u, StringComparison.Ordinal)))];
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
