namespace Lockkeeper.Evidence;

/// <summary>What VerifyEnv found: who the target is, what will be applied, and the catalog it was planned on.</summary>
/// <param name="Target">The server as it introduced itself.</param>
/// <param name="Migrations">Every migration of the folder and whether it is applied.</param>
/// <param name="FolderSha256">Hash over all files of the folder, so that the plan cannot be applied with other files.</param>
/// <param name="Fingerprint">Hash of the catalog on which the plan was made.</param>
/// <param name="Checklist">The seven items.</param>
public sealed record EnvEvidence(
    TargetIdentity Target,
    IReadOnlyList<PlannedMigration> Migrations,
    string FolderSha256,
    string Fingerprint,
    IReadOnlyList<ChecklistItem> Checklist)
{
    /// <summary>The plan run on a copy of the target; null where nothing was pending, or nobody wanted it.</summary>
    public RehearsalEvidence? Rehearsal { get; init; }
}

/// <summary>A migration of the folder as the plan sees it.</summary>
/// <param name="Version">Its 14 digits.</param>
/// <param name="Name">The file name without version and ending.</param>
/// <param name="Sha256">Hash of the file's bytes.</param>
/// <param name="Applied">Whether the history already holds it.</param>
public sealed record PlannedMigration(string Version, string Name, string Sha256, bool Applied);
