namespace Lockkeeper.Failures;

/// <summary>The stable name of what went wrong; reports carry it in camelCase.</summary>
public enum FailureCode
{
    /// <summary>Options or configuration are wrong.</summary>
    Configuration,

    /// <summary>The server cannot be reached.</summary>
    Unreachable,

    /// <summary>The server refused user or password.</summary>
    AuthenticationFailed,

    /// <summary>The connection was lost.</summary>
    ConnectionLost,

    /// <summary>The server failed a statement of ours, outside any migration.</summary>
    ServerFailed,

    /// <summary>A pooler in front of the server keeps no server process for each session.</summary>
    PoolerUnfit,

    /// <summary>The target is not the one it should be.</summary>
    WrongTarget,

    /// <summary>The server's version is too old, or too new for the client tools.</summary>
    UnsupportedVersion,

    /// <summary>The deploying role lacks a privilege.</summary>
    InsufficientPrivilege,

    /// <summary>Another deployment holds the deployment lock.</summary>
    DeploymentLocked,

    /// <summary>The migrations folder breaks a rule: empty, badly named, duplicate versions.</summary>
    MigrationFolder,

    /// <summary>A pending file has a statement that the target cannot parse.</summary>
    MigrationSyntax,

    /// <summary>The history names versions that have no file.</summary>
    HistoryMissingFile,

    /// <summary>A file was edited after it was applied.</summary>
    HistoryModified,

    /// <summary>A pending migration is older than an applied one.</summary>
    HistoryOutOfOrder,

    /// <summary>A version that was named has no file, or no row in the history.</summary>
    UnknownVersion,

    /// <summary>The history has rows already, so that it cannot be given a baseline.</summary>
    HistoryNotEmpty,

    /// <summary>Somebody else changed the history at the same moment.</summary>
    HistoryChanged,

    /// <summary>The environment is protected from what was asked for.</summary>
    ProtectedEnvironment,

    /// <summary>The target has an invalid index.</summary>
    InvalidIndex,

    /// <summary>The target's catalog changed after the plan was made.</summary>
    CatalogChanged,

    /// <summary>The target is not what its applied migrations imply, or not like the environment it was compared with.</summary>
    Drift,

    /// <summary>An earlier phase's evidence is missing, stale or of something else.</summary>
    EvidenceMissing,

    /// <summary>The deployment window is closed.</summary>
    OutsideWindow,

    /// <summary>A confirmation that only a person, or --yes, can give.</summary>
    ConfirmationNeeded,

    /// <summary>A program that is needed is missing or too old.</summary>
    ToolMissing,

    /// <summary>A program that was run failed.</summary>
    ToolFailed,

    /// <summary>The backup failed or is not trustworthy.</summary>
    BackupFailed,

    /// <summary>A migration's statement failed.</summary>
    MigrationFailed,

    /// <summary>A migration did otherwise than its header declares.</summary>
    ContractBroken,

    /// <summary>A header names what does not exist, or cannot be read.</summary>
    ContractHeader,

    /// <summary>Locks could not be had in time.</summary>
    LockTimeout,

    /// <summary>Nobody knows whether COMMIT took effect.</summary>
    CommitUnknown,

    /// <summary>A smoke test failed.</summary>
    SmokeTestFailed,

    /// <summary>A smoke test failed that had failed before the deployment as well.</summary>
    SmokeTestFailedBefore,

    /// <summary>The monitor found a regression.</summary>
    MonitorFailed,

    /// <summary>The monitor could not tell.</summary>
    MonitorInconclusive,

    /// <summary>A deployment could not be rolled back; it stays applied.</summary>
    RollbackFailed,

    /// <summary>A part of a rollback is for a person, so nothing of it was done.</summary>
    RollbackManual,

    /// <summary>The local throwaway server could not be started.</summary>
    LocalServer,

    /// <summary>SIGINT or SIGTERM.</summary>
    Interrupted,

    /// <summary>A defect of Lockkeeper.</summary>
    Bug,
}
