using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>The server must be new enough, writable and no standby.</summary>
internal static class ServerGate
{
    // client_connection_check_interval came with 14: without it a killed deployer's statement goes on and commits.
    private const int OldestMajor = 14;

    public static async Task<IReadOnlyList<GateFinding>> LookAsync(NpgsqlConnection connection, TargetIdentity identity, CancellationToken token)
    {
        var findings = new List<GateFinding>();
        if (identity.ServerMajor < OldestMajor)
        {
            findings.Add(new(FailureCode.UnsupportedVersion, new Problem(
                identity.ToString(), $"is older than PostgreSQL {OldestMajor}.", "Upgrade the server first.")));
        }

        await using var command = new NpgsqlCommand("select pg_is_in_recovery(), current_setting('default_transaction_read_only')", connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        if (reader.GetBoolean(0))
            findings.Add(new(FailureCode.WrongTarget, new Problem(identity.ToString(), "is a standby and read only.", "Connect to the primary.")));
        else if (reader.GetString(1) is "on")
        {
            findings.Add(new(FailureCode.WrongTarget, new Problem(
                identity.ToString(), "is read only (default_transaction_read_only is on).",
                "On Supabase this means that the disk is full: free or add space, then set it off.")));
        }

        return findings;
    }
}
