namespace Lockkeeper.Evidence;

/// <summary>The five phases of a deployment, in the only order they run in, and what undoes it after a failure.</summary>
public enum Phase
{
    Backup,
    VerifyEnv,
    Migrate,
    SmokeTests,
    Monitor,

    /// <summary>Not one of the five: it runs only when something is to be undone.</summary>
    Rollback,
}

/// <summary>How a phase ended.</summary>
public enum PhaseStatus
{
    Succeeded,
    Failed,
    Refused,
    Skipped,
}

/// <summary>How a deployment ended, as report.json names it.</summary>
public enum Outcome
{
    Succeeded,
    UpToDate,
    Refused,
    Failed,
    RolledBack,
    Unknown,
    Inconclusive,
}
