using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>
/// Finds out by what it does whether a pooler gives every session a server process of its own. One in transaction mode does not: locks,
/// settings and time-outs of ours would land in the sessions of other clients, and theirs in ours.
/// </summary>
internal static class PoolerProbe
{
    private const string Backend = "select pg_catalog.pg_backend_pid()";

    // A pooler that takes turns among idle processes shows it at the second question; one that prefers the last used never does.
    private const int Questions = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns when two sessions at a time, in and out of a transaction, each keep a process of their own.</summary>
    /// <param name="target">Opens the second session.</param>
    /// <param name="first">A session outside any transaction.</param>
    /// <param name="token">Ends the probe.</param>
    /// <exception cref="DeployFailure">Refused: the pooler shares processes, allows no transaction, or has no process for a second session.</exception>
    public static async Task RequireSessionsAsync(TargetDatabase target, NpgsqlConnection first, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Patience);
        try
        {
            await using var second = await target.ConnectAsync(limit.Token);
            if (await SharesAsync(first, second, limit.Token) is { } shared) throw Refused(target, shared);
        }
        catch (PostgresException e)
        {
            throw Refused(target, $"It ended a transaction of ours: {e.MessageText} (SQLSTATE {e.SqlState}).", e);
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException && !token.IsCancellationRequested)
        {
            throw Refused(target, $"It had no server process for a second session within {Patience.TotalSeconds:0} s, and a deployment needs several.", e);
        }
    }

    private static async Task<string?> SharesAsync(NpgsqlConnection first, NpgsqlConnection second, CancellationToken token)
    {
        var process = await AskAsync(first, Backend, token);
        if (await MovesAsync(first, process, token) is { } moved) return moved;
        var other = await AskAsync(second, $"begin; {Backend}", token);
        // Asked before the first session is: with a pool of one, that would wait for the transaction to end.
        if (other == process) return $"Two sessions of ours were given the same server process ({process}).";
        if (await MovesAsync(first, process, token) is { } driven) return driven;
        await AskAsync(second, $"commit; {Backend}", token);
        return await MovesAsync(first, process, token);
    }

    private static async Task<string?> MovesAsync(NpgsqlConnection session, int process, CancellationToken token)
    {
        for (var question = 0; question < Questions; question++)
        {
            if (await AskAsync(session, Backend, token) is var now && now != process)
                return $"One session of ours went from server process {process} to {now}.";
        }

        return null;
    }

    private static async Task<int> AskAsync(NpgsqlConnection session, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return (int)(await command.ExecuteScalarAsync(token))!;
    }

    private static DeployFailure Refused(TargetDatabase target, string seen, Exception? inner = null) => DeployFailure.Refused(
        FailureCode.PoolerUnfit,
        $"{target.Name} is reached through a pooler that is not fit for a deployment, which needs sessions of its own for locks and settings. {seen}",
        "Let the database URL lead to the server itself, or to a pooler in session mode: Supabase's pooler on port 5432, PgBouncer with "
            + "pool_mode = session for this database and a pool_size of at least 4.",
        inner);
}
