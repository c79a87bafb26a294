namespace Lockkeeper.Postgres.Local;

/// <summary>The settings of a throwaway server: what it holds need not survive a crash of the machine.</summary>
internal static class ServerSettings
{
    public static IReadOnlyList<string> All { get; } =
    [
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
        "max_connections = 100",
        "track_commit_timestamp = off",
        "wal_level = logical",
        "max_wal_size = 4GB",
        "checkpoint_timeout = 1h",
        "shared_buffers = 128MB",
        "lc_messages = 'C'",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
        "logging_collector = off",
        // Statements of a client that was killed end, instead of holding their locks.
        "client_connection_check_interval = '500ms'",
    ];
}
