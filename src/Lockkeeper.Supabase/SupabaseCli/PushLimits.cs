using System.Globalization;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>How long one push may wait and run. The CLI has no such limits of its own, so its session begins with them.</summary>
/// <param name="LockTimeout">For each lock; zero means no limit.</param>
/// <param name="StatementTimeout">For each statement; zero means no limit.</param>
/// <param name="Deadline">For the program; after it the program is killed.</param>
public sealed record PushLimits(TimeSpan LockTimeout, TimeSpan StatementTimeout, TimeSpan Deadline)
{
    /// <summary>
    /// The connection string: everything that identifies or opens the database comes by environment. The CLI 3.1.0 hands "options" of the
    /// URL to the server, and PGOPTIONS not.
    /// </summary>
    /// <param name="options">Options of the target itself; null when it has none.</param>
    internal string Remote(string? options) => $"postgresql://?options={Uri.EscapeDataString($"{options} {Settings()}".Trim())}";

    // The server notices a dead client within the check interval and does not go on by itself.
    private string Settings() => string.Create(
        CultureInfo.InvariantCulture,
        $"-c lock_timeout={Milliseconds(LockTimeout)} -c statement_timeout={Milliseconds(StatementTimeout)} -c idle_in_transaction_session_timeout=60000 -c client_connection_check_interval=500");

    private static int Milliseconds(TimeSpan span) => (int)Math.Min(span.TotalMilliseconds, int.MaxValue);
}
