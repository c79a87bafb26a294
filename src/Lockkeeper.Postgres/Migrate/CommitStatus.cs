using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Finds out what became of a session that was lost: the server is asked, nothing is guessed.</summary>
/// <param name="target">Asked on new connections.</param>
/// <param name="what">What was under way, as people are told of it.</param>
/// <param name="isDone">Whether it is done, by the rows of the history.</param>
/// <param name="time">The clock of the patience.</param>
/// <param name="lost">How the session was lost.</param>
internal sealed class CommitStatus(TargetDatabase target, string what, Func<IReadOnlyList<HistoryRow>, bool> isDone, TimeProvider time, Exception lost)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Half of it is for a server that sees by itself that its client is gone; then its process is ended.
    private static readonly TimeSpan PatienceWithOrphan = Patience / 2;

    private static readonly TimeSpan PatienceWithAnswer = TimeSpan.FromSeconds(10);

    /// <param name="target">Asked on new connections.</param>
    /// <param name="migration">The migration under way.</param>
    /// <param name="time">The clock of the patience.</param>
    /// <param name="lost">How the session was lost.</param>
    public CommitStatus(TargetDatabase target, Migration migration, TimeProvider time, Exception lost)
        : this(target, migration.FileName, rows => rows.Any(r => string.Equals(r.Version, migration.Version, StringComparison.Ordinal)), time, lost)
    {
    }

    /// <summary>Whether a transaction is committed, by what it did to the history.</summary>
    /// <param name="transactionId">The transaction; null when it had not begun.</param>
    /// <param name="process">The process that ran it.</param>
    /// <exception cref="DeployFailure">Nobody can tell: exit 6.</exception>
    public Task<bool> IsCommittedAsync(string? transactionId, ServerProcess? process) => AskAsync(async (connection, late, token) =>
        transactionId is not null && await StatusAsync(connection, transactionId, token) is "in progress" && !await process!.IsGoneAsync(connection, late, token)
            ? null
            : (bool?)isDone(await HistoryTable.ReadAsync(connection, token)));

    /// <summary>The versions in the history once a process that was sent several transactions is gone.</summary>
    /// <param name="process">That process.</param>
    /// <param name="durability">Waits until what is seen in the history is on the disk as well.</param>
    /// <exception cref="DeployFailure">Nobody can tell: exit 6.</exception>
    public async Task<IReadOnlySet<string>> VersionsAfterAsync(ServerProcess process, Durability durability)
    {
        HashSet<string>? versions = null;
        await AskAsync(async (connection, late, token) =>
        {
            if (!await process.IsGoneAsync(connection, late, token)) return null;
            versions = await VersionsAsync(connection, token);
            await durability.WaitAsync(connection, token);
            return true;
        });
        return versions!;
    }

    /// <summary>A new connection once a process is gone: what is seen there is what it left.</summary>
    /// <exception cref="DeployFailure">The server does not answer, or still works on it: exit 6.</exception>
    public async Task<NpgsqlConnection> ConnectAfterAsync(ServerProcess process)
    {
        await AskAsync(async (connection, late, token) => await process.IsGoneAsync(connection, late, token) ? true : null);
        return await target.ConnectAsync(CancellationToken.None);
    }

    /// <summary>The connection was lost and the server says that nothing of the migration was committed.</summary>
    /// <param name="outcome">What became of it, in words.</param>
    public DeployFailure Lost(string outcome = "the server rolled the migration back") =>
        new(FailureCode.ConnectionLost, $"{what}: the connection was lost and {outcome}: {lost.Message}", lost)
        {
            FailedBy = FailureSource.Link,
            State = FailureState.RolledBack,
            ExitCode = ExitCode.RolledBack,
            Next = "Run the same command again.",
        };

    // A network that swallows answers must not hold us up either, so every look has an end.
    private async Task<bool> AskAsync(Func<NpgsqlConnection, bool, CancellationToken, Task<bool?>> look)
    {
        var began = time.GetTimestamp();
        var answered = false;
        do
        {
            try
            {
                using var deadline = new CancellationTokenSource(PatienceWithAnswer, time);
                await using var connection = await target.ConnectAsync(deadline.Token);
                if (await look(connection, time.GetElapsedTime(began) > PatienceWithOrphan, deadline.Token) is { } answer) return answer;
                answered = true;
            }
            catch (Exception e) when (e is DeployFailure or NpgsqlException or OperationCanceledException)
            {
                // The server may be restarting: ask again until patience ends.
            }

            // Most often the server is only a moment behind; one in trouble must not be hammered with connections.
            await Task.Delay(time.GetElapsedTime(began) < TimeSpan.FromMilliseconds(200) ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMilliseconds(500), time);
        }
        while (time.GetElapsedTime(began) < Patience);

        throw Unknown(answered);
    }

    private static async Task<HashSet<string>> VersionsAsync(NpgsqlConnection connection, CancellationToken token) =>
        (await HistoryTable.ReadAsync(connection, token)).Select(row => row.Version).ToHashSet(StringComparer.Ordinal);

    private static async Task<string?> StatusAsync(NpgsqlConnection connection, string transactionId, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_catalog.pg_xact_status($1::text::xid8)", connection)
        {
            Parameters = { new NpgsqlParameter { Value = transactionId } },
        };
        try
        {
            return await command.ExecuteScalarAsync(token) as string;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue)
        {
            // A server that crashed may have forgotten that it ever gave out the number: nothing of it was committed.
            return null;
        }
    }

    private DeployFailure Unknown(bool answered) =>
        new(FailureCode.CommitUnknown,
            $"{what}: the connection to {target.Name} was lost and the server "
                + (answered ? "still works on it." : "cannot be asked whether it was committed."),
            lost)
        {
            FailedBy = FailureSource.Link,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            Next = "When the server answers again, run --target=Status: it tells what is applied.",
        };
}
