using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>
/// Waits for answers that neither locks nor the amount of data can hold up for long. A network can lose them without ending the connection, and
/// commands have no time-out of their own (<see cref="TargetDatabase"/>), so without this they would be waited for for ever.
/// </summary>
public static class ShortAnswer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks, and gives the connection up where no answer comes.</summary>
    /// <param name="connection">The connection that is asked on; closed when its answer is given up.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ask">The question, ended by its token.</param>
    /// <param name="token">Ends it, too.</param>
    /// <exception cref="NpgsqlException">No answer came.</exception>
    public static async Task<T> OfAsync<T>(NpgsqlConnection connection, TimeProvider time, Func<CancellationToken, Task<T>> ask, CancellationToken token)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            await connection.CloseAsync();
            throw new NpgsqlException($"the server did not answer within {Patience.TotalSeconds:0} s", e);
        }
    }
}
