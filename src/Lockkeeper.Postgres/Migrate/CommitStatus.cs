using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Finds out what became of a transaction whose connection was lost: the server is asked, nothing is guessed.</summary>
internal static class CommitStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether the migration is committed.</summary>
    /// <exception cref="DeployFailure">Nobody can tell: exit 6.</exception>
    public static async Task<bool> IsCommittedAsync(
        TargetDatabase target, Migration migration, string? transactionId, TimeProvider time, NpgsqlException lost) =>
        (await VersionsAsync(target, async c => await StatusAsync(c, transactionId) is not "in progress", migration, time, lost)).Contains(migration.Version);

    /// <summary>The versions in the history once a backend that was sent several transactions is gone.</summary>
    /// <exception cref="DeployFailure">Nobody can tell: exit 6.</exception>
    public static Task<IReadOnlySet<string>> VersionsAfterAsync(
        TargetDatabase target, int backend, Migration migration, TimeProvider time, NpgsqlException lost) =>
        VersionsAsync(target, c => IsGoneAsync(c, backend), migration, time, lost);

    private static async Task<IReadOnlySet<string>> VersionsAsync(
        TargetDatabase target, Func<NpgsqlConnection, Task<bool>> isOver, Migration migration, TimeProvider time, NpgsqlException lost)
    {
        var began = time.GetTimestamp();
        do
        {
            try
            {
                await using var connection = await target.ConnectAsync(CancellationToken.None);
                if (await isOver(connection))
                    return (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Select(row => row.Version).ToHashSet(StringComparer.Ordinal);
            }
            catch (Exception e) when (e is DeployFailure or NpgsqlException)
            {
                // The server may be restarting: ask again until patience ends.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), time, CancellationToken.None);
        }
        while (time.GetElapsedTime(began) < Patience);

        throw Unknown(target, migration, lost);
    }

    /// <summary>The connection was lost and the server says that nothing of the migration was committed.</summary>
    public static DeployFailure Lost(Migration migration, NpgsqlException e) =>
        new(FailureCode.ConnectionLost, $"{migration.FileName}: the connection was lost and the server rolled the migration back: {e.Message}", e)
        {
            FailedBy = FailureSource.Link,
            State = FailureState.RolledBack,
            ExitCode = ExitCode.RolledBack,
            Next = "Run the same command again.",
        };

    private static async Task<string?> StatusAsync(NpgsqlConnection connection, string? transactionId)
    {
        if (transactionId is null) return null;
        await EndIfIdleAsync(connection, transactionId);
        return await AskAsync(connection, "select pg_catalog.pg_xact_status($1::text::xid8)", transactionId) as string;
    }

    // A server that was not told that we are gone keeps the transaction, and its locks, until a timeout. A session that works is left
    // alone: it sees by itself that its client is gone.
    private static Task EndIfIdleAsync(NpgsqlConnection connection, string transactionId) => AskAsync(
        connection,
        """
        select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity
        where backend_xid = $1::text::xid8::xid and datname = current_database() and state like 'idle in transaction%'
        """,
        transactionId);

    // The same for a process: idle, with or without a transaction, it waits for a client that is gone.
    private static async Task<bool> IsGoneAsync(NpgsqlConnection connection, int backend)
    {
        await AskAsync(
            connection,
            """
            select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity
            where pid = $1 and datname = current_database() and state like 'idle%'
            """,
            backend);
        return await AskAsync(connection, "select not exists (select from pg_catalog.pg_stat_activity where pid = $1 and datname = current_database())", backend) is true;
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, object parameter)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = parameter } } };
        return await command.ExecuteScalarAsync();
    }

    private static DeployFailure Unknown(TargetDatabase target, Migration migration, NpgsqlException e) =>
        new(FailureCode.CommitUnknown,
            $"{migration.FileName}: the connection to {target.Name} was lost and the server cannot be asked whether the migration was committed.", e)
        {
            FailedBy = FailureSource.Link,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            Next = "When the server answers again, run --target=Status: it tells whether the migration is applied.",
        };
}
