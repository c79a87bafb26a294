namespace Lockkeeper.Evidence;

/// <summary>One of the seven items of the pre-deployment checklist.</summary>
/// <param name="Item">Its name as the initiative gives it.</param>
/// <param name="Status">What was found.</param>
/// <param name="Note">The evidence in words, or what to do.</param>
public sealed record ChecklistItem(string Item, ChecklistStatus Status, string Note);

/// <summary>What was found about a checklist item.</summary>
public enum ChecklistStatus
{
    Done,
    Failed,
    Waived,
    NotApplicable,
}

/// <summary>The names of the seven items, in the order of the initiative.</summary>
public static class Checklist
{
    public const string StagingTestingComplete = "Staging Testing Complete";
    public const string MigrationScriptsReady = "Migration Scripts Ready";
    public const string RollbackPlanPrepared = "Rollback Plan Prepared";
    public const string ProductionBackup = "Production Backup";
    public const string EnvironmentVariablesVerified = "Environment Variables Verified";
    public const string DeploymentWindowScheduled = "Deployment Window Scheduled";
    public const string MonitoringSetup = "Monitoring Setup";
}
