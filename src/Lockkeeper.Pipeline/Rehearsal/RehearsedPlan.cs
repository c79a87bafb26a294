using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>A rehearsal speaks for the backup, the plan and the catalog that it was made with, and for no other.</summary>
internal static class RehearsedPlan
{
    /// <summary>Refuses to apply what was not rehearsed.</summary>
    /// <param name="options">Whether a rehearsal was wanted at all.</param>
    /// <param name="backup">The backup of this deployment.</param>
    /// <param name="env">What VerifyEnv found; Migrate has compared its fingerprint with that of the target.</param>
    /// <param name="plan">What is about to be applied.</param>
    /// <exception cref="DeployFailure">It is not what was rehearsed.</exception>
    public static void Require(DeployOptions options, BackupEvidence backup, EnvEvidence env, DeploymentPlan plan)
    {
        if (plan.Pending.Count == 0) return;
        if (env.Rehearsal is not { } rehearsal)
        {
            if (options.Rehearsal is RehearsalMode.Off) return;
            throw Stale("The plan was not rehearsed.");
        }

        if (!rehearsal.Applied) throw Stale("The rehearsal did not apply the plan.");
        if (!string.Equals(rehearsal.BackupSha256, backup.Sha256, StringComparison.Ordinal))
            throw Stale($"The plan was rehearsed on a copy of another backup ({rehearsal.BackupSha256[..12]}); this deployment's is {backup.Sha256[..12]}.");
        if (!string.Equals(rehearsal.FolderSha256, plan.Folder.Sha256, StringComparison.Ordinal))
            throw Stale("The migrations are not the ones that were rehearsed.");
        if (!rehearsal.Versions.SequenceEqual(plan.Pending.Select(m => m.Version), StringComparer.Ordinal))
            throw Stale($"Rehearsed was {string.Join(", ", rehearsal.Versions)}; pending is {string.Join(", ", plan.Pending.Select(m => m.Version))}.");
        if (!string.Equals(rehearsal.Fingerprint, env.Fingerprint, StringComparison.Ordinal))
            throw Stale("The plan was rehearsed for another catalog than the one that VerifyEnv read.");
    }

    private static DeployFailure Stale(string message) =>
        DeployFailure.Refused(FailureCode.EvidenceMissing, message, "Run the whole chain again, so that what is applied is what was rehearsed.");
}
