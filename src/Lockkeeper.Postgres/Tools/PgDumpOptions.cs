namespace Lockkeeper.Postgres.Tools;

/// <summary>How a database is dumped. Nothing of it is ever left out.</summary>
public sealed record PgDumpOptions
{
    /// <summary>The folder to write (pg_dump's directory format): absent, or empty.</summary>
    public required string Folder { get; init; }

    /// <summary>How many tables are dumped at once; each takes one more connection.</summary>
    public int Jobs { get; init; } = 4;

    /// <summary>The name of an exported snapshot whose state is dumped; its transaction must stay open. Null: pg_dump's own.</summary>
    public string? Snapshot { get; init; }

    /// <summary>How long pg_dump may wait for a table that somebody has locked.</summary>
    public TimeSpan LockWaitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the dump may take in all.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(6);
}

/// <summary>A finished dump.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="ToolVersion">The version of pg_dump that wrote it; pg_restore must not be older.</param>
/// <param name="Duration">How long it took.</param>
public sealed record PgDumpResult(string Folder, string ToolVersion, TimeSpan Duration);
