using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>What a statement that failed outside a transaction left behind: cleared away where that is possible, told where not.</summary>
/// <param name="target">Asked on a new connection: the old one may be gone.</param>
/// <param name="migration">The migration.</param>
/// <param name="before">The indexes that were invalid before: they are not ours.</param>
internal sealed class StandaloneAftermath(TargetDatabase target, Migration migration, IReadOnlyList<string> before)
{
    // Dropping waits for old transactions, too: who was kept from building by one must not wait for it once more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The failure to throw: rolled back when nothing is left, dirty otherwise.</summary>
    public async Task<Exception> ExplainAsync(Exception e)
    {
        IReadOnlyList<string> left;
        try
        {
            left = await ClearAwayAsync();
        }
        catch (Exception asking) when (asking is DeployFailure or NpgsqlException)
        {
            return Dirty(migration, [], "the connection was lost while the statement ran and the server cannot be asked", e);
        }

        if (left.Count > 0) return Dirty(migration, left, e.Message, e);
        return e switch
        {
            PostgresException p when !StatementFailures.EndsSession(p) => StatementFailures.From(p, migration, Statement(migration), FailureState.RolledBack),
            NpgsqlException n => Dirty(migration, [], $"the connection was lost while the statement ran: {n.Message}", e),
            _ => e,
        };
    }

    /// <summary>The one statement of a file that runs outside a transaction.</summary>
    public static SqlStatement Statement(Migration migration) => migration.Statements.First(s => s.Kind != SqlStatementKind.Comment);

    /// <summary>Something is left that only a person, or the next run, can clear away.</summary>
    public static DeployFailure Dirty(Migration migration, IReadOnlyList<string> invalid, string why, Exception? inner)
    {
        var drops = string.Concat(invalid.Select(index => $"\n    drop index concurrently if exists {index};"));
        return new DeployFailure(FailureCode.MigrationFailed, $"{migration.FileName}:{Statement(migration).CodeLine}: {why}", inner)
        {
            FailedBy = FailureSource.Server,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            SqlState = (inner as PostgresException)?.SqlState,
            Next = invalid.Count > 0
                ? $"Run the same command again, which removes what is left and begins anew; or remove it yourself:{drops}"
                : "See in the database whether the statement took effect (--target=Status shows the history), then run the same command again.",
        };
    }

    private async Task<IReadOnlyList<string>> ClearAwayAsync()
    {
        await using var fresh = await target.ConnectAsync(CancellationToken.None);
        await using var limit = new NpgsqlCommand($"set statement_timeout = {ApplyLimits.Milliseconds(Patience)}", fresh);
        await limit.ExecuteNonQueryAsync();
        try
        {
            foreach (var index in await LeftAsync(fresh)) await new IndexRecovery(fresh).DropAsync(index, CancellationToken.None);
        }
        catch (PostgresException)
        {
            // Then it stays for now; what is left is told below.
        }

        return await LeftAsync(fresh);
    }

    private async Task<IReadOnlyList<string>> LeftAsync(NpgsqlConnection fresh) =>
        [.. (await InvalidIndexes.ReadAsync(fresh, CancellationToken.None)).Except(before, StringComparer.Ordinal)];
}
