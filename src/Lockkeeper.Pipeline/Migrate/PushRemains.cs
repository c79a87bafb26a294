namespace Lockkeeper.Pipeline.Migrate;

/// <summary>What a push left behind that is not the planned migration.</summary>
internal sealed record PushRemains
{
    /// <summary>Why nobody can say what is there; null when the database was asked and answered.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether the history has a row for it all the same.</summary>
    public bool Recorded { get; init; }

    /// <summary>Indexes that are invalid since the push.</summary>
    public IReadOnlyList<string> InvalidIndexes { get; init; } = [];
}
