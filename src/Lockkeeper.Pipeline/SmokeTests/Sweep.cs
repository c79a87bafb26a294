using Lockkeeper.Failures;
using Lockkeeper.Pipeline.SmokeTests.Documents;
using Lockkeeper.Pipeline.SmokeTests.Jobs;
using Lockkeeper.Pipeline.SmokeTests.Rows;
using Lockkeeper.Pipeline.SmokeTests.Sweeping;
using Lockkeeper.Supabase.Services;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>
/// Takes away everything that smoke tests made, this run's and what a killed one left: objects, jobs, rows, users, in the order in which they
/// refer to each other. Where nothing is left, that costs a query or two and no call.
/// </summary>
internal sealed class Sweep(SmokeRun run, CancellationToken token)
{
    private const string Users = "select id::text from auth.users where email like $1";

    private const string MayRead = """
        select has_schema_privilege('auth', 'usage') and has_table_privilege('auth.users', 'select')
          and (not c.relrowsecurity or r.rolbypassrls or r.rolsuper)
        from pg_catalog.pg_class c, pg_catalog.pg_roles r where c.oid = 'auth.users'::regclass and r.rolname = current_user
        """;

    private static readonly string Pattern = $"{SmokeNames.Prefix}%@{SmokeNames.Domain}";

    private readonly List<string> _swept = [];
    private readonly List<string> _left = [];

    /// <summary>Goes as far as it can.</summary>
    /// <returns>What was taken away, and what could not be, in words.</returns>
    public async Task<(IReadOnlyList<string> Swept, IReadOnlyList<string> Left)> RunAsync()
    {
        IReadOnlyList<string> users = [];
        await TryAsync("users", async () => users = await UsersAsync());
        // Unless they are known to be gone, objects may be there that only their owner's id leads to.
        var kept = users;
        await TryAsync("objects", async () => kept = await ObjectsAsync([.. users]));
        if (users.Count == 0) return (_swept, _left);

        await TryAsync("rows", () => RowsAsync([.. users]));
        var deleted = 0;
        foreach (var user in users.Except(kept, StringComparer.Ordinal))
            if (await TryAsync($"user {user}", () => DeleteAsync(user))) deleted++;
        Count(_swept, deleted, "user");
        Count(_left, kept.Count, "user", " by whom its files are found again");
        return (_swept, _left);
    }

    private static void Count(List<string> list, int count, string noun, string more = "")
    {
        if (count > 0) list.Add($"{count} {noun}{(count == 1 ? "" : "s")}{more}");
    }

    private async Task<IReadOnlyList<string>> UsersAsync()
    {
        if (!await run.Database.HasAsync("auth.users", token)) return [];
        if (await run.Database.ScalarAsync<bool>(MayRead, token)) return await run.Database.TextsAsync(Users, token, Pattern);
        if (run.Supabase is not { Auth.IsAdministrator: true } services) return [];
        var found = await services.Auth.FindUsersAsync(
            e => e.StartsWith(SmokeNames.Prefix, StringComparison.Ordinal) && e.EndsWith($"@{SmokeNames.Domain}", StringComparison.Ordinal), token);
        return [.. found.Select(u => u.Id)];
    }

    // Those of the users whose objects are still there.
    private async Task<IReadOnlyList<string>> ObjectsAsync(string[] users)
    {
        var objects = await LeftObjects.FindAsync(run, users, token);
        var (removed, still) = (0, new List<LeftObject>());
        foreach (var found in objects)
        {
            if (run.Supabase?.StorageAsService is { } storage && await TryAsync($"object {found.Place.Bucket}/{found.Place.Name}", () => storage.RemoveAsync(found.Place, accessToken: null, token))) removed++;
            else still.Add(found);
        }

        Count(_swept, removed, "object");
        if (run.Supabase?.StorageAsService is null) Count(_left, still.Count, "object", " in storage, which only the secret key can remove");
        return [.. users.Where(u => still.Exists(o => o.IsOf(u)))];
    }

    private async Task RowsAsync(string[] users)
    {
        if (await UploadPlan.TableAsync(run, token) is not { Owner: { } owner } documents) return;
        if (await JobQueue.TableAsync(run, token) is { } jobs) Count(_swept, await LeftJobs.DeleteAsync(run.Database, jobs, documents, users, token), "job");
        Count(_swept, await run.Database.ExecuteAsync($"delete from {documents.Quoted} where {TableShape.Quote(owner.Name)}::text = any ($1)", token, [users]), "row");
    }

    private async Task DeleteAsync(string user)
    {
        if (run.Supabase is { Auth.IsAdministrator: true } services && run.IsHealthy("auth")) await services.Auth.DeleteUserAsync(user, token);
        else await run.Database.ExecuteAsync("delete from auth.users where id::text = $1", token, user);
    }

    private async Task<bool> TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception e) when (e is ServiceFailure or NpgsqlException or DeployFailure or InvalidOperationException or OperationCanceledException)
        {
            _left.Add($"{what} ({run.Clean(e.Message)})");
            return false;
        }
    }
}
