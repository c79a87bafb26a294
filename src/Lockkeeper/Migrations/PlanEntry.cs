namespace Lockkeeper.Migrations;

/// <summary>One version of the folder, of the history, or of both.</summary>
/// <param name="Version">The version.</param>
/// <param name="State">Where it stands.</param>
public sealed record PlanEntry(string Version, MigrationState State)
{
    /// <summary>The file; null when <see cref="State"/> is <see cref="MigrationState.Missing"/>.</summary>
    public Migration? Migration { get; init; }

    /// <summary>The row of the history; null when it was not applied.</summary>
    public HistoryRow? Row { get; init; }

    /// <summary>False where the row stores no statements, so that nobody can tell whether the file was edited since.</summary>
    public bool Comparable { get; init; } = true;

    /// <summary>The first difference; null unless <see cref="State"/> is <see cref="MigrationState.Modified"/>.</summary>
    public StatementDifference? Difference { get; init; }

    /// <summary>Something worth telling that is no reason to stop, such as a new name of the file; else null.</summary>
    public string? Note { get; init; }

    /// <summary>The file's name, or what the history calls it.</summary>
    public string DisplayName => Migration?.FileName ?? (Row?.Name is { Length: > 0 } name ? $"{Version}_{name}" : Version);
}
