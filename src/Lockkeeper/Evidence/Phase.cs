namespace Lockkeeper.Evidence;

/// <summary>The five phases of a deployment, in the only order they run in.</summary>
public enum Phase
{
    Backup,
    VerifyEnv,
    Migrate,
    SmokeTests,
    Monitor,
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
