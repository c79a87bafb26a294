namespace Lockkeeper.Evidence;

/// <summary>The result of the six smoke tests.</summary>
public sealed record SmokeEvidence(TargetIdentity Target, IReadOnlyList<SmokeTestResult> Tests);

/// <summary>One smoke test.</summary>
/// <param name="Name">One of the six names of the initiative.</param>
/// <param name="Status">Passed only when all of it was run.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Note">What was proven, why it was skipped, or the cause and next step.</param>
public sealed record SmokeTestResult(string Name, SmokeTestStatus Status, double Seconds, string Note)
{
    /// <summary>What was called and seen, a sentence each, in order.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>How it ended directly before Migrate; null where it was not run then.</summary>
    public SmokeTestStatus? Before { get; init; }
}

/// <summary>The six names of the initiative.</summary>
public static class SmokeTestNames
{
    /// <summary>A connection, a write and a read.</summary>
    public const string DatabaseConnectivity = "Database Connectivity";

    /// <summary>Every service answers, with its database behind it.</summary>
    public const string ApiHealth = "API Health";

    /// <summary>From registration to deletion.</summary>
    public const string AuthenticationFlow = "Authentication Flow";

    /// <summary>A file and its row, for their owner alone.</summary>
    public const string DocumentUpload = "Document Upload";

    /// <summary>A job is taken up and done.</summary>
    public const string WorkerFunctionality = "Worker Functionality";

    /// <summary>Buckets, objects and who may not see them.</summary>
    public const string StorageAccess = "Storage Access";

    /// <summary>All of them, in the order of the initiative.</summary>
    public static IReadOnlyList<string> All { get; } = [DatabaseConnectivity, ApiHealth, AuthenticationFlow, DocumentUpload, WorkerFunctionality, StorageAccess];
}

/// <summary>How a smoke test ended.</summary>
public enum SmokeTestStatus
{
    Passed,
    Failed,
    Skipped,
}
