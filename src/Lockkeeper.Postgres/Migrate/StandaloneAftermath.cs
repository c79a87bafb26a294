using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>What a statement that failed outside a transaction left behind: cleared away where that is possible, told where not.</summary>
/// <param name="target">Asked on a new connection: the old one may be gone.</param>
/// <param name="migration">The migration.</param>
/// <param name="before">The indexes that were invalid before: they are not ours.</param>
/// <param name="time">The clock of the patience.</param>
internal sealed class StandaloneAftermath(TargetDatabase target, Migration migration, IReadOnlyList<string> before, TimeProvider time)
{
    // Dropping waits for old transactions, too: who was kept from building by one must not wait for it once more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IndexStatement? _index = IndexStatement.Parse(Statement(migration));

    /// <summary>Returns when the statement took effect in spite of it all.</summary>
    /// <param name="e">What it ended with.</param>
    /// <param name="lost">The server's process, when the session was lost with it: what it still does is waited for.</param>
    /// <exception cref="Exception">It did not, or nobody can tell: rolled back when nothing is left, dirty otherwise.</exception>
    public async Task ResolveAsync(Exception e, ServerProcess? lost)
    {
        var status = new CommitStatus(target, migration, time, e);
        bool hadBegun;
        bool? done;
        try
        {
            await using var fresh = lost is null ? await target.ConnectAsync(CancellationToken.None) : await status.ConnectAfterAsync(lost);
            (hadBegun, var left) = await ClearAwayAsync(fresh);
            if (left.Count > 0) throw Dirty(migration, left, lost is null ? e.Message : $"the connection was lost while the statement ran: {e.Message}", e);
            done = await new IndexRecovery(fresh).IsDoneAsync(_index, CancellationToken.None);
        }
        catch (Exception asking) when (asking is DeployFailure { State: not FailureState.Dirty } or NpgsqlException)
        {
            throw Dirty(migration, [], "the connection was lost while the statement ran and the server cannot be asked", e);
        }

        // An index that is half dropped cannot come back: clearing it away has completed the statement.
        if (done is true && (lost is not null || (hadBegun && _index!.Action == IndexAction.Drop))) return;
        if (lost is null) throw e is PostgresException p ? StatementFailures.From(p, migration, Statement(migration), FailureState.RolledBack) : e;
        if (done is null && !hadBegun) throw Dirty(migration, [], $"the connection was lost while the statement ran, and whether it took effect cannot be seen: {e.Message}", e);
        throw e is OperationCanceledException ? e : status.Lost("the statement did not take effect");
    }

    /// <summary>The one statement of a file that runs outside a transaction.</summary>
    public static SqlStatement Statement(Migration migration) => migration.Statements.First(s => s.Kind != SqlStatementKind.Comment);

    /// <summary>Something is left that only a person, or the next run, can clear away.</summary>
    public static DeployFailure Dirty(Migration migration, IReadOnlyList<string> invalid, string why, Exception? inner)
    {
        var drops = string.Concat(invalid.Select(index => $"\n    drop index concurrently if exists {index};"));
        return new DeployFailure(FailureCode.MigrationFailed, $"{migration.FileName}:{Statement(migration).CodeLine}: {why}", inner)
        {
            FailedBy = inner is null || (inner is PostgresException p && !StatementFailures.EndsSession(p)) ? FailureSource.Server : FailureSource.Link,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            SqlState = (inner as PostgresException)?.SqlState,
            Next = invalid.Count > 0
                ? $"Run the same command again, which removes what is left and begins anew; or remove it yourself:{drops}"
                : "See in the database whether the statement took effect (--target=Status shows the history), then run the same command again.",
        };
    }

    // Whether the statement had begun to change something, and what of that could not be cleared away.
    private async Task<(bool HadBegun, IReadOnlyList<string> Left)> ClearAwayAsync(NpgsqlConnection fresh)
    {
        await using var limit = new NpgsqlCommand($"set statement_timeout = {ApplyLimits.Milliseconds(Patience)}", fresh);
        await limit.ExecuteNonQueryAsync();
        var found = await LeftAsync(fresh);
        if (found.Count == 0) return (false, []);
        try
        {
            foreach (var index in found) await new IndexRecovery(fresh).DropAsync(index, CancellationToken.None);
        }
        catch (PostgresException)
        {
            // Then it stays for now; what is left is told.
        }

        return (true, await LeftAsync(fresh));
    }

    private async Task<IReadOnlyList<string>> LeftAsync(NpgsqlConnection fresh) =>
        [.. (await InvalidIndexes.ReadAsync(fresh, CancellationToken.None)).Except(before, StringComparer.Ordinal)];
}
