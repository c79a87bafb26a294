using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;

/// <summary>
/// Registers a user as the auth service does, by an INSERT into auth.users that fires every trigger on it: the very thing that a trigger
/// function naming a dropped table breaks, while logging in goes on working.
/// </summary>
internal static class Registration
{
    private const string MayRegister =
        "select has_schema_privilege('supabase_auth_admin', 'auth', 'usage') and has_table_privilege('supabase_auth_admin', 'auth.users', 'insert')";

    private const string Insert = """
        insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
                                confirmation_token, recovery_token, email_change, email_change_token_new, created_at, updated_at)
        values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', 'authenticated', $2, '', now(),
                '{"provider":"email","providers":["email"]}', '{}', '', '', '', '', now(), now())
        returning id
        """;

    /// <summary>What the database alone can tell.</summary>
    /// <returns>What was proven; null where there is nothing to try.</returns>
    /// <exception cref="SmokeStop">Registration fails.</exception>
    public static async Task<string?> ProveAsync(SmokeScope scope)
    {
        if (!await scope.HasTableAsync("auth.users")) return null;
        try
        {
            if (!await RunAsync(scope)) throw SmokeStop.Failed("the INSERT into auth.users returned no row", "a trigger swallows registrations", "look at the triggers on auth.users");
            return "registration by INSERT into auth.users fires its triggers and succeeds";
        }
        catch (PostgresException e)
        {
            throw SmokeStop.Failed(
                $"registration fails: {e.MessageText} (SQLSTATE {e.SqlState})",
                $"a trigger on auth.users{(e.Where is null ? "" : $": {e.Where.ReplaceLineEndings(" ")}")}",
                "look at the triggers on auth.users and what their functions name");
        }
    }

    /// <summary>The error that the server fails it with, or null.</summary>
    public static async Task<PostgresException?> TryAsync(SmokeScope scope)
    {
        try
        {
            await RunAsync(scope);
            return null;
        }
        catch (PostgresException e)
        {
            return e;
        }
    }

    private static async Task<bool> RunAsync(SmokeScope scope)
    {
        var id = Guid.NewGuid();
        // Roles belong to the server: in another database of it the same role may have no rights at all.
        if (await scope.CanBecomeAsync("supabase_auth_admin") && await scope.ScalarAsync<bool>(MayRegister)) await scope.ActAsAsync("supabase_auth_admin");
        return await scope.ScalarAsync<Guid?>(Insert, id, new SmokeNames(scope.Deployment).Email("database")) == id;
    }
}
