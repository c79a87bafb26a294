using Lockkeeper.Pipeline.Backup.Encryption;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Options;

/// <summary>What a deployment must leave as it is, beside what its migrations declare.</summary>
public sealed record ContractOptions(PreserveOptions Preserves);

/// <summary>Tables whose rows must stay the same.</summary>
/// <param name="Data"><c>schema.table</c>, <c>schema.*</c>, or <c>*</c>: every table that no migration declares, which is the default.</param>
public sealed record PreserveOptions(IReadOnlyList<string> Data);

/// <summary>How long a migration may wait and run.</summary>
/// <param name="LockTimeout">For one lock in one attempt.</param>
/// <param name="StatementTimeout">For one statement, waiting included.</param>
/// <param name="Deadline">For all attempts at the locks of one migration.</param>
public sealed record LockOptions(TimeSpan LockTimeout, TimeSpan StatementTimeout, TimeSpan Deadline);

/// <summary>How long and how closely the target is watched after COMMIT.</summary>
/// <param name="Bake">How long.</param>
/// <param name="Interval">Between two samples.</param>
/// <param name="FailureLimit">Bad samples in a row that make the verdict a failure.</param>
/// <param name="OnFailure">What happens then.</param>
public sealed record MonitorOptions(TimeSpan Bake, TimeSpan Interval, int FailureLimit, OnFailure OnFailure)
{
    /// <summary>How long it is watched before Migrate.</summary>
    public TimeSpan Baseline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What each metric may reach, by its key.</summary>
    public IReadOnlyDictionary<string, Threshold> Thresholds { get; init; } = Threshold.Defaults;
}

/// <summary>Where backups go and how they are made.</summary>
/// <param name="Directory">Absolute path; null: beside the reports of each deployment.</param>
/// <param name="Jobs">Parallel jobs of pg_dump and pg_restore.</param>
/// <param name="Keep">How many are kept for an environment.</param>
/// <param name="EncryptTo">Recipient of the encryption, a public key of age or SSH; null: not encrypted.</param>
public sealed record BackupOptions(string? Directory, int Jobs, int Keep, string? EncryptTo)
{
    /// <summary>How long the backup waits for a table that somebody has locked.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The private key that opens encrypted backups; only VerifyBackup and Rollback need it.</summary>
    public BackupIdentity Identity { get; init; } = BackupIdentity.None;
}

/// <summary>The throwaway server that rehearsals run on.</summary>
/// <param name="Pending">How many of the newest migrations stay pending when it is built.</param>
/// <param name="SeedFile">SQL that fills it, absolute path; null: no rows.</param>
/// <param name="Scale">Multiplies the seeded rows.</param>
public sealed record LocalOptions(int Pending, string? SeedFile, int Scale);

/// <summary>A hazard that a person takes responsibility for.</summary>
/// <param name="Id">The hazard's id.</param>
/// <param name="Version">The migration's 14 digits.</param>
/// <param name="Reason">Why; it is written into the report.</param>
public sealed record AcceptedHazard(string Id, string Version, string Reason);
