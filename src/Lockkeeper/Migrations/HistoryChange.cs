namespace Lockkeeper.Migrations;

/// <summary>What is to become of one row of the history.</summary>
/// <param name="Version">Which row.</param>
/// <param name="Before">The row as it was read; null where there is none.</param>
/// <param name="After">The row as it is to be; null where it is to be taken out.</param>
public sealed record HistoryChange(string Version, HistoryRow? Before, HistoryRow? After)
{
    /// <summary>The name of the file, or what the history calls it.</summary>
    public string DisplayName => (After ?? Before)?.Name is { Length: > 0 } name ? $"{Version}_{name}" : Version;

    /// <summary>The row that says that a migration is applied exactly as its file is now.</summary>
    public static HistoryRow Recorded(Migration migration) =>
        new(migration.Version, migration.Name, [.. migration.Statements.Select(s => s.Text)]);

    /// <summary>Whether both rows say the same, byte for byte.</summary>
    public static bool AreSame(HistoryRow? one, HistoryRow? other) =>
        one is null || other is null
            ? one is null && other is null
            : string.Equals(one.Version, other.Version, StringComparison.Ordinal)
                && string.Equals(one.Name, other.Name, StringComparison.Ordinal)
                && (one.Statements is null || other.Statements is null
                    ? one.Statements is null && other.Statements is null
                    : one.Statements.SequenceEqual(other.Statements, StringComparer.Ordinal));
}
