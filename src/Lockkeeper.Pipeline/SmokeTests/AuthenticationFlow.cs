using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Pipeline.SmokeTests.Health;
using Lockkeeper.Pipeline.SmokeTests.Users;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>From registration to deletion, over HTTP: a new user logs in, is let in with the token and refused without, and after logging out again.</summary>
internal static class AuthenticationFlow
{
    private const string NoRow = "select=*&limit=0";

    public static async Task<string> RunAsync(SmokeRun run)
    {
        if (run.Supabase is null)
        {
            var seen = await run.Database.RolledBackAsync(run.Deployment, (scope, _) => Registration.ProveAsync(scope), run.Token);
            run.RequireSupabase(withSecret: false, seen);
        }

        run.RequireHealthy("auth");
        var auth = run.RequireSupabase(withSecret: false).Auth;
        var user = await RegisterAsync(run);
        var session = await LogInAsync(run, user);
        await ReadAsync(run, auth, user, session);
        await LogOutAsync(run, auth, session);
        await DeleteAsync(run, auth, user);
        return $"registered, logged in, let in with the token and refused without, logged out and refused again{(auth.IsAdministrator ? ", deleted" : "")}";
    }

    private static async Task<SmokeUser> RegisterAsync(SmokeRun run)
    {
        try
        {
            var user = await run.Users.RegisterAsync("flow");
            run.Saw($"POST {(run.Supabase!.Auth.IsAdministrator ? "/auth/v1/admin/users, confirmed" : "/auth/v1/signup")}: a new user");
            return user;
        }
        catch (ServiceFailure e) when (ClosedDoor.ReasonOf(e) is { } reason)
        {
            throw SmokeStop.Skipped($"nobody can be registered by a program: {reason}");
        }
        catch (ServiceFailure e) when (e.Status is >= 500 || e.Error.Message.Contains("Database error", StringComparison.OrdinalIgnoreCase))
        {
            var (cause, next) = await RegistrationCause.FindAsync(run);
            throw SmokeStop.Failed($"nobody can register: {e.Message}", cause, next);
        }
    }

    private static async Task<LoggedIn> LogInAsync(SmokeRun run, SmokeUser user)
    {
        try
        {
            var session = await run.Users.LogInAsync(user);
            run.Saw("POST /auth/v1/token: a session");
            return session;
        }
        catch (ServiceFailure e) when (ClosedDoor.ReasonOf(e) is { } reason)
        {
            throw SmokeStop.Skipped($"a user was registered, and cannot log in as people do: {reason}");
        }
        catch (ServiceFailure e)
        {
            throw SmokeStop.Failed($"the user who has just registered cannot log in: {e.Message}", ServiceCauses.Of(e), "look at the auth service's log, and at triggers on auth.sessions and auth.users");
        }
    }

    private static async Task ReadAsync(SmokeRun run, AuthClient auth, SmokeUser user, LoggedIn session)
    {
        var known = await auth.UserAsync(session.Token, run.Token);
        if (!string.Equals(known.Id, user.Id, StringComparison.Ordinal)) throw SmokeStop.Failed("GET /auth/v1/user with the token answers with another user", "something between answers from a cache", "look at proxies before the auth service");
        if (await Refusal.OfAsync(() => auth.UserAsync(accessToken: null, run.Token)) is not { } refused)
            throw SmokeStop.Failed("GET /auth/v1/user answers without a token", "something between answers from a cache, or adds a token", "look at proxies before the auth service");
        run.Saw($"GET /auth/v1/user: the user with the token, {refused.Status} without");
        if (run.IsHealthy("rest") && await ProtectedTable.FindAsync(run) is { } table) await ReadTableAsync(run, table, session);
    }

    // What strangers see of documents is Document Upload's question; here it is whether the token is taken, and needed.
    private static async Task ReadTableAsync(SmokeRun run, RestTable table, LoggedIn session)
    {
        var rest = run.Supabase!.Rest;
        // A policy that refuses the reading has taken the token all the same. No row is asked for: a user who owns none makes the server read all.
        if (await Refusal.OfAsync(() => rest.SelectAsync(table, NoRow, session.Token, run.Token)) is { Status: 401 } untaken)
            throw SmokeStop.Failed($"REST refuses the new user's token: {untaken.Message}", ServiceCauses.Of(untaken), "compare the JWT secret of REST with that of auth");
        var strangers = await Refusal.OfAsync(() => rest.SelectAsync(table, NoRow, accessToken: null, run.Token));
        var forged = await Refusal.OfAsync(() => rest.SelectAsync(table, NoRow, $"{session.Token[..session.Token.LastIndexOf('.')]}.AAAA", run.Token));
        if (forged is null) throw SmokeStop.Failed($"REST takes a token with a false signature for {table}", "REST does not verify tokens with the project's secret", "compare the JWT secret of REST with that of auth");
        run.Saw($"GET /rest/v1 {table}: taken with the token, {(strangers is null ? "answered" : strangers.Status)} without, {forged.Status} with a false one");
    }

    private static async Task LogOutAsync(SmokeRun run, AuthClient auth, LoggedIn session)
    {
        await auth.LogOutAsync(session.Token, run.Token);
        if (await Refusal.OfAsync(() => auth.UserAsync(session.Token, run.Token)) is not { } refused)
            throw SmokeStop.Failed("the token still lets in after logging out", "sessions are not ended in auth.sessions", "look at triggers and policies on auth.sessions");
        run.Saw($"POST /auth/v1/logout: {refused.Status} {refused.Code} with the same token afterwards");
    }

    private static async Task DeleteAsync(SmokeRun run, AuthClient auth, SmokeUser user)
    {
        if (!auth.IsAdministrator)
        {
            run.Saw("the user is left for the end, where the database deletes it: without supabase.secretKey the service cannot be asked to");
            return;
        }

        try
        {
            if (!await auth.DeleteUserAsync(user.Id, run.Token))
                throw SmokeStop.Failed("the user was gone before it was deleted", "a trigger or a job of the project deletes new users", "look at triggers and cron jobs that write auth.users");
            run.Saw("DELETE /auth/v1/admin/users: gone");
        }
        catch (ServiceFailure e)
        {
            throw SmokeStop.Failed($"the user cannot be deleted: {e.Message}", "a row still refers to auth.users without ON DELETE CASCADE, or a trigger fails", "look at the foreign keys to auth.users");
        }
    }
}
