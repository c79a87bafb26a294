using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>The server must be new enough, writable and no standby.</summary>
internal static class ServerGate
{
    // client_connection_check_interval came with 14: without it a killed deployer's statement goes on and commits.
    private const int OldestMajor = 14;

    public static IReadOnlyList<GateFinding> Look(TargetIdentity identity, ServerMode mode)
    {
        var findings = new List<GateFinding>();
        if (identity.ServerMajor < OldestMajor)
        {
            findings.Add(new(FailureCode.UnsupportedVersion, new Problem(
                identity.ToString(), $"is older than PostgreSQL {OldestMajor}.", "Upgrade the server first.")));
        }

        if (mode.IsStandby)
            findings.Add(new(FailureCode.WrongTarget, new Problem(identity.ToString(), "is a standby and read only.", "Connect to the primary.")));
        else if (mode.IsReadOnly)
        {
            findings.Add(new(FailureCode.WrongTarget, new Problem(
                identity.ToString(), "is read only (default_transaction_read_only is on).",
                "On Supabase this means that the disk is full: free or add space, then set it off.")));
        }

        return findings;
    }
}
