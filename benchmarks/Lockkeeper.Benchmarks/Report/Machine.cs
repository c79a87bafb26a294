using System.Runtime.InteropServices;
using Npgsql;

namespace Lockkeeper.Benchmarks.Report;

/// <summary>What the numbers were measured on; no path and no name of it.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(token);
        var cpu = File.Exists("/proc/cpuinfo")
            ? (await File.ReadAllLinesAsync("/proc/cpuinfo", token)).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return $"{Environment.ProcessorCount} cores ({cpu ?? RuntimeInformation.ProcessArchitecture.ToString()}), {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, "
            + $"{RuntimeInformation.FrameworkDescription}, PostgreSQL {connection.PostgreSqlVersion} with fsync and synchronous_commit on";
    }
}
