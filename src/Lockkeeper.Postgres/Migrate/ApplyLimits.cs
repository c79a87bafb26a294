namespace Lockkeeper.Postgres.Migrate;

/// <summary>How long a migration may wait and run.</summary>
/// <param name="LockTimeout">For each lock of one attempt; readers never queue behind us longer than this.</param>
/// <param name="StatementTimeout">For each statement; zero means no limit.</param>
/// <param name="Deadline">For all attempts of one migration together.</param>
public sealed record ApplyLimits(TimeSpan LockTimeout, TimeSpan StatementTimeout, TimeSpan Deadline)
{
    /// <summary>
    /// Columns of a SELECT that do what SET LOCAL does, all in one command, for a migration's transaction. The server notices a dead client
    /// within the check interval and does not go on by itself.
    /// </summary>
    /// <param name="durable">
    /// Whether COMMIT waits for the disk. What is told as applied must survive a crash, also where the server or the role says that others need not.
    /// </param>
    internal string ToColumns(bool durable = true) => string.Join(", ", ToSettings(durable).Select(s => $"pg_catalog.set_config('{s.Name}', '{s.Value}', true)"));

    internal IReadOnlyList<(string Name, object Value)> ToSettings(bool durable = true) =>
    [
        ("lock_timeout", Milliseconds(LockTimeout)),
        ("statement_timeout", Milliseconds(StatementTimeout)),
        ("idle_in_transaction_session_timeout", Milliseconds(TimeSpan.FromMinutes(1))),
        ("client_connection_check_interval", 500),
        ("synchronous_commit", durable ? "on" : "off"),
        // Files are cut by these rules; a role or database may have others.
        ("standard_conforming_strings", "on"),
    ];

    internal static int Milliseconds(TimeSpan span) => (int)Math.Min(span.TotalMilliseconds, int.MaxValue);
}
