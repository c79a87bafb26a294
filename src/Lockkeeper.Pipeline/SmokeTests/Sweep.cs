using Lockkeeper.Failures;
using Lockkeeper.Pipeline.SmokeTests.Documents;
using Lockkeeper.Pipeline.SmokeTests.Jobs;
using Lockkeeper.Pipeline.SmokeTests.Rows;
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
        await TryAsync("objects", () => ObjectsAsync([.. users]));
        if (users.Count > 0)
        {
            await TryAsync("rows", () => RowsAsync([.. users]));
            foreach (var user in users) await TryAsync($"user {user}", () => DeleteAsync(user));
            _swept.Add(Count(users.Count, "user"));
        }

        return (_swept, _left);
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private async Task<IReadOnlyList<string>> UsersAsync()
    {
        if (!await run.Database.HasAsync("auth.users", token)) return [];
        if (await run.Database.ScalarAsync<bool>(MayRead, token)) return await run.Database.TextsAsync(Users, token, Pattern);
        if (run.Supabase is not { Auth.IsAdministrator: true } services) return [];
        var found = await services.Auth.FindUsersAsync(
            e => e.StartsWith(SmokeNames.Prefix, StringComparison.Ordinal) && e.EndsWith($"@{SmokeNames.Domain}", StringComparison.Ordinal), token);
        return [.. found.Select(u => u.Id)];
    }

    // By the beginning of the name, for which storage has an index. Who owns an object is asked only where the product names objects itself.
    private async Task ObjectsAsync(string[] users)
    {
        if (!await run.Database.HasAsync("storage.objects", token)) return;
        var byOwner = run.Services.Api.Upload is null || users.Length == 0 ? "" : " or owner::text = any ($2)";
        string[] names = [$"{SmokeNames.Prefix}%", .. users.Select(u => $"{u}/%")];
        object?[] parameters = byOwner.Length == 0 ? [names] : [names, users];
        var objects = await run.Database.RowsAsync(
            $"select bucket_id, name from storage.objects where name like any ($1){byOwner}", r => new StorageObject(r.GetString(0), r.GetString(1)), token, parameters);
        if (objects.Count == 0) return;
        if (run.Supabase?.StorageAsService is not { } storage)
        {
            _left.Add($"{Count(objects.Count, "object")} in storage, which only the secret key can remove");
            return;
        }

        foreach (var @object in objects) await TryAsync($"object {@object.Bucket}/{@object.Name}", () => storage.RemoveAsync(@object, accessToken: null, token));
        _swept.Add(Count(objects.Count, "object"));
    }

    private async Task RowsAsync(string[] users)
    {
        if (await UploadPlan.TableAsync(run, token) is not { Owner: { } owner } documents) return;
        if (await JobQueue.TableAsync(run, token) is { } jobs && jobs.ReferenceTo(documents) is { } reference)
        {
            await run.Database.ExecuteAsync(
                $"""
                delete from {jobs.Quoted} where {TableShape.Quote(reference.Name)} in (
                    select {TableShape.Quote(reference.ReferencedColumn!)} from {documents.Quoted} where {TableShape.Quote(owner.Name)}::text = any ($1))
                """,
                token,
                [users]);
        }

        var rows = await run.Database.ExecuteAsync($"delete from {documents.Quoted} where {TableShape.Quote(owner.Name)}::text = any ($1)", token, [users]);
        if (rows > 0) _swept.Add(Count(rows, "row"));
    }

    private async Task DeleteAsync(string user)
    {
        if (run.Supabase is { Auth.IsAdministrator: true } services && run.IsHealthy("auth")) await services.Auth.DeleteUserAsync(user, token);
        else await run.Database.ExecuteAsync("delete from auth.users where id::text = $1", token, user);
    }

    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is ServiceFailure or NpgsqlException or DeployFailure or InvalidOperationException or OperationCanceledException)
        {
            _left.Add($"{what} ({run.Clean(e.Message)})");
        }
    }
}
