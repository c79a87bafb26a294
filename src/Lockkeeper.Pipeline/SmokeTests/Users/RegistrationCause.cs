using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Postgres.Contracts;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.Users;

/// <summary>
/// Why nobody can register. The auth service says "Database error saving new user" and no more; the database knows which trigger's function
/// names what is not there.
/// </summary>
/// <param name="Cause">In words.</param>
/// <param name="Next">What to do about it.</param>
internal sealed record RegistrationCause(string Cause, string Next)
{
    private const string Triggers = """
        select quote_ident(t.tgname) || ' (' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '())'
        from pg_catalog.pg_trigger t join pg_catalog.pg_proc p on p.oid = t.tgfoid join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where t.tgrelid = to_regclass('auth.users') and not t.tgisinternal and t.tgenabled <> 'D' order by 1
        """;

    /// <summary>Looks at the triggers on auth.users, and tries the INSERT in a transaction that is rolled back.</summary>
    public static async Task<RegistrationCause> FindAsync(SmokeRun run)
    {
        if (!await run.Database.HasAsync("auth.users", run.Token))
            return new("the database of this target has no auth.users: is it the one behind the auth service?", "compare the project's address with the database's");
        var broken = await run.Database.RolledBackAsync(run.Deployment, (_, transaction) => TriggerRoutines.FindAsync(transaction, "auth.users", run.Token), run.Token);
        var error = await run.Database.RolledBackAsync(run.Deployment, (scope, _) => Registration.TryAsync(scope), run.Token);
        if (error is null && broken.Count == 0)
            return new("the same INSERT into auth.users succeeds in the database, so it is the service itself", "look at the auth service's log, and whether its database is this one");

        var said = error is null ? "" : $"; the server says: {Said(error)}";
        if (broken.Count > 0)
        {
            var named = string.Join("; ", broken.Select(b => $"trigger {b.Trigger} on auth.users calls {b.Function}: {b.Why.TrimEnd('.')}"));
            return new($"{named}{said}", $"a migration that corrects the function, or drops the trigger: drop trigger {broken[0].Trigger} on auth.users");
        }

        var triggers = await run.Database.TextsAsync(Triggers, run.Token);
        return new(
            $"the INSERT into auth.users fails in the database{said}; triggers on auth.users: {(triggers.Count == 0 ? "none" : string.Join(", ", triggers))}",
            "correct the function that is named with a new migration");
    }

    private static string Said(PostgresException e) =>
        $"{e.MessageText} (SQLSTATE {e.SqlState}){(e.Where is null ? "" : $", in {e.Where.ReplaceLineEndings(" ")}")}";
}
