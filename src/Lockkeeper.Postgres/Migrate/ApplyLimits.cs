namespace Lockkeeper.Postgres.Migrate;

/// <summary>How long a migration may wait and run.</summary>
/// <param name="LockTimeout">For each lock of one attempt; readers never queue behind us longer than this.</param>
/// <param name="StatementTimeout">For each statement; zero means no limit.</param>
/// <param name="Deadline">For all attempts of one migration together.</param>
public sealed record ApplyLimits(TimeSpan LockTimeout, TimeSpan StatementTimeout, TimeSpan Deadline)
{
    /// <summary>
    /// SET LOCAL for a migration's transaction. The server notices a dead client within the check interval and does not go on by itself.
    /// </summary>
    internal IReadOnlyList<string> ToStatements() =>
    [
        $"set local lock_timeout = {Milliseconds(LockTimeout)}",
        $"set local statement_timeout = {Milliseconds(StatementTimeout)}",
        $"set local idle_in_transaction_session_timeout = {Milliseconds(TimeSpan.FromMinutes(1))}",
        "set local client_connection_check_interval = 500",
        // What is told as applied must survive a crash, also where the server or the role says that others need not.
        "set local synchronous_commit = on",
    ];

    internal static int Milliseconds(TimeSpan span) => (int)Math.Min(span.TotalMilliseconds, int.MaxValue);
}
