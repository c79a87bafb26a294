using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Waits for an answer as long as the server has reason to be silent. A network can lose an answer without ending the connection, and a
/// deadline would end a COMMIT that the server still works on; so the server is asked, on a connection of its own.
/// </summary>
/// <param name="target">Asked now and then, never in the first seconds.</param>
/// <param name="connection">The connection that waits; closed when its answer is given up.</param>
/// <param name="time">The clock.</param>
internal sealed class SilenceWatch(TargetDatabase target, NpgsqlConnection connection, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceWithServer = TimeSpan.FromSeconds(60);

    // Until a message has arrived as a whole, its server looks idle: the slowest line that is put up with carries this much in a second.
    private const int CharactersPerSecond = 20_000;

    /// <summary>Runs one command to its answer.</summary>
    /// <param name="process">The server's process that answers.</param>
    /// <param name="characters">How much is sent.</param>
    /// <param name="command">The command, ended by its token.</param>
    /// <param name="token">Ends it, too.</param>
    /// <exception cref="NpgsqlException">The server has finished, has gone or cannot be reached, and no answer came.</exception>
    public async Task RunAsync(ServerProcess process, long characters, Func<CancellationToken, Task> command, CancellationToken token)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(process, TimeSpan.FromSeconds(30 + (characters / CharactersPerSecond)), silent, over.Token);
        try
        {
            await command(silent.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            await connection.CloseAsync();
            throw new NpgsqlException("the network went silent: the server has finished, or is gone, and its answer never came", e);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(ServerProcess process, TimeSpan patience, CancellationTokenSource silent, CancellationToken over)
    {
        var (idleSince, unseenSince) = (time.GetTimestamp(), time.GetTimestamp());
        try
        {
            while (time.GetElapsedTime(idleSince) <= patience && time.GetElapsedTime(unseenSince) <= PatienceWithServer + patience)
            {
                // Nearly always the answer comes first: an exception would take longer than many a migration.
                await Task.Delay(Pause, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (over.IsCancellationRequested) return;
                var working = await IsWorkingAsync(process, over);
                if (working is not null) unseenSince = time.GetTimestamp();
                // Who cannot be asked may well be working.
                if (working is not false) idleSince = time.GetTimestamp();
            }

            await silent.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The answer has come.
        }
    }

    private async Task<bool?> IsWorkingAsync(ServerProcess process, CancellationToken over)
    {
        using var deadline = new CancellationTokenSource(Pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, deadline.Token);
        try
        {
            await using var other = await target.ConnectAsync(either.Token);
            return await process.IsWorkingAsync(other, either.Token);
        }
        catch (DeployFailure e) when (e.SqlState is PostgresErrorCodes.TooManyConnections)
        {
            return true;
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException || (e is OperationCanceledException && !over.IsCancellationRequested))
        {
            return null;
        }
    }
}
