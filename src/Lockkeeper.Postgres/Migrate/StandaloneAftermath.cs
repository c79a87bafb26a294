using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>What a statement that failed outside a transaction left behind: cleared away where that is possible, told where not.</summary>
/// <param name="target">Asked on a new connection: the old one may be gone.</param>
/// <param name="migration">The migration.</param>
/// <param name="recovery">Knows what may be left of it.</param>
/// <param name="before">The indexes that were invalid before: they are not ours.</param>
/// <param name="patience">Tells whether it was given up for waiting too long.</param>
/// <param name="time">The clock of the patience.</param>
internal sealed class StandaloneAftermath(
    TargetDatabase target, Migration migration, StandaloneRecovery recovery, IReadOnlyList<string> before, LockPatience patience, TimeProvider time)
{
    // Dropping waits for old transactions, too: who was kept from building by one must not wait for it once more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Finishing a detach may make readers of the partition queue.
    private static readonly TimeSpan PatienceWithLock = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when the statement took effect in spite of it all.</summary>
    /// <param name="e">What it ended with.</param>
    /// <param name="lost">The server's process, when the session was lost with it: what it still does is waited for.</param>
    /// <exception cref="Exception">It did not, or nobody can tell: rolled back when nothing is left, dirty otherwise.</exception>
    public async Task ResolveAsync(Exception e, ServerProcess? lost)
    {
        var status = new CommitStatus(target, migration, time, e);
        var told = Told(e, FailureState.RolledBack);
        try
        {
            await using var fresh = lost is null ? await target.ConnectAsync(CancellationToken.None) : await status.ConnectAfterAsync(lost);
            var (hadBegun, left) = await ClearAwayAsync(fresh);
            if (left.Count > 0) throw DirtyAs(e, left, lost is null ? Why(e) : $"the connection was lost while the statement ran: {e.Message}");
            var done = await recovery.IsDoneAsync(fresh, CancellationToken.None);
            // What is half dropped cannot come back: clearing it away has completed the statement.
            if (done is true && (lost is not null || (hadBegun && recovery.IsCompletedByClearing))) return;
            if (lost is not null && done is null && !hadBegun)
                throw Dirty(migration, [], $"the connection was lost while the statement ran, and whether it took effect cannot be seen: {e.Message}", e);
            await ClearMarkAsync(fresh);
        }
        catch (Exception asking) when (asking is DeployFailure { State: not FailureState.Dirty } or NpgsqlException)
        {
            throw Dirty(migration, [], "the connection was lost while the statement ran and the server cannot be asked", e);
        }

        throw lost is null || e is OperationCanceledException ? told : status.Lost("the statement did not take effect");
    }

    /// <summary>The one statement of a file that runs outside a transaction.</summary>
    public static SqlStatement Statement(Migration migration) => migration.Statements.First(s => s.Kind != SqlStatementKind.Comment);

    /// <summary>Something is left that only a person, or the next run, can clear away.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="commands">What would clear it away; none where nobody knows what is there.</param>
    /// <param name="why">What happened.</param>
    /// <param name="inner">What the statement ended with; null when it succeeded.</param>
    public static DeployFailure Dirty(Migration migration, IReadOnlyList<string> commands, string why, Exception? inner) =>
        new(FailureCode.MigrationFailed, $"{migration.FileName}:{Statement(migration).CodeLine}: {why}", inner)
        {
            FailedBy = inner is null || (inner is PostgresException p && !StatementFailures.EndsSession(p)) ? FailureSource.Server : FailureSource.Link,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            SqlState = (inner as PostgresException)?.SqlState,
            Next = commands.Count > 0
                ? "Run the same command again, which clears away what is left and goes on; or do it yourself:" + Lines(commands)
                : "See in the database whether the statement took effect (--target=Status shows the history), then run the same command again.",
        };

    private static string Lines(IReadOnlyList<string> commands) => string.Concat(commands.Select(command => $"\n    {command};"));

    private static string Why(Exception e) => e is PostgresException p ? $"{p.MessageText} (SQLSTATE {p.SqlState})" : e.Message;

    // Who waited for others is told so, and tried again while there is time, also when something is left: the next attempt goes on with it.
    private DeployFailure DirtyAs(Exception e, IReadOnlyList<string> left, string why)
    {
        var dirty = Dirty(migration, left, why, e);
        return Told(e, FailureState.Dirty) is DeployFailure { Code: FailureCode.LockTimeout } waited
            ? new DeployFailure(FailureCode.LockTimeout, waited.Message, e)
            {
                FailedBy = FailureSource.Server, State = FailureState.Dirty, ExitCode = ExitCode.Unknown, SqlState = waited.SqlState,
                Next = $"{waited.Next} It clears away what is left and goes on; by hand that is:{Lines(left)}",
            }
            : dirty;
    }

    private Exception Told(Exception e, FailureState state) => e switch
    {
        OperationCanceledException when patience.IsOver => patience.Failure($"{migration.FileName}:{Statement(migration).CodeLine}", state),
        PostgresException p when !StatementFailures.EndsSession(p) => StatementFailures.From(p, migration, Statement(migration), state),
        _ => e,
    };

    // Whether the statement had begun to change something, and what of that could not be cleared away.
    private async Task<(bool HadBegun, IReadOnlyList<string> Left)> ClearAwayAsync(NpgsqlConnection fresh)
    {
        await ExecuteAsync(fresh, $"set statement_timeout = {ApplyLimits.Milliseconds(Patience)}; set client_connection_check_interval = 500");
        var found = await recovery.LeftAsync(fresh, before, CancellationToken.None);
        if (found.Count == 0) return (false, []);
        try
        {
            foreach (var sql in found)
            {
                await ExecuteAsync(fresh, $"set lock_timeout = {ApplyLimits.Milliseconds(sql.StartsWith("drop", StringComparison.Ordinal) ? TimeSpan.Zero : PatienceWithLock)}");
                await ExecuteAsync(fresh, sql);
            }
        }
        catch (NpgsqlException)
        {
            // Then it stays for now; what is left is told.
            if (fresh.FullState != System.Data.ConnectionState.Open) return (true, found);
        }

        return (true, await recovery.LeftAsync(fresh, before, CancellationToken.None));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // A mark that stays makes what somebody does by hand look like ours; what the statement ended with is told all the same.
    private async Task ClearMarkAsync(NpgsqlConnection fresh)
    {
        try
        {
            await recovery.ClearMarkAsync(fresh, CancellationToken.None);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            // The next attempt leaves its own in its place.
        }
    }
}
