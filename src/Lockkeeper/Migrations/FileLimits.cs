namespace Lockkeeper.Migrations;

/// <summary>The settings that bound a file while it is applied, and that its statements might change.</summary>
public static class FileLimits
{
    /// <summary>
    /// Whether one of them may be another after a statement, as far as its text tells: then they are put back directly behind it. A function
    /// that the file only calls is not seen.
    /// </summary>
    public static bool MayChangeWith(SqlStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return StatementCode.MayBeginWith(statement, "reset"u8) || StatementCode.Mentions(statement, "set_config"u8)
            || StatementCode.Mentions(statement, "lock_timeout"u8) || StatementCode.Mentions(statement, "statement_timeout"u8)
            || StatementCode.Mentions(statement, "transaction_session_timeout"u8) || StatementCode.Mentions(statement, "client_connection_check_interval"u8)
            || StatementCode.Mentions(statement, "synchronous_commit"u8) || StatementCode.Mentions(statement, "standard_conforming_strings"u8)
            || StatementCode.Mentions(statement, "client_encoding"u8) || StatementCode.Mentions(statement, "pg_settings"u8)
            || (StatementCode.MayBeginWith(statement, "do"u8) && statement.Text.Contains("reset", StringComparison.OrdinalIgnoreCase));
    }
}
