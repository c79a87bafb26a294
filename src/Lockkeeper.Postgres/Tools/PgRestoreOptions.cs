namespace Lockkeeper.Postgres.Tools;

/// <summary>How a dump is restored.</summary>
public sealed record PgRestoreOptions
{
    /// <summary>The folder that <see cref="PgDump"/> wrote.</summary>
    public required string Folder { get; init; }

    /// <summary>How many tables and indexes are built at once; each takes one more connection.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether rows are left out.</summary>
    public bool SchemaOnly { get; init; }

    /// <summary>Told each line of pg_restore: they quote statements and rows, so they are never shown.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>How long the restore may take in all.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(6);
}

/// <summary>A finished restore: everything is there.</summary>
/// <param name="ToolVersion">The version of pg_restore.</param>
/// <param name="Duration">How long it took.</param>
public sealed record PgRestoreResult(string ToolVersion, TimeSpan Duration);
