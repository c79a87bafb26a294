using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>A new connection, a write and a read of what was written; the same through the pooler where one is given.</summary>
internal static class DatabaseConnectivity
{
    private const string Server = "select current_database() || ' ' || pg_postmaster_start_time()";

    public static async Task<string> RunAsync(SmokeRun run)
    {
        var (version, server) = await WriteAndReadAsync(run.Target, run);
        run.Saw($"direct connection: PostgreSQL {version}, written and read");
        if (run.Services.Supabase.Pooled is not { } pooled) return $"PostgreSQL {version} connects, writes and reads";

        await using var pooler = TargetDatabase.For(pooled, "lockkeeper smoke test");
        var (_, other) = await WriteAndReadAsync(pooler, run);
        if (!string.Equals(server, other, StringComparison.Ordinal))
            throw SmokeStop.Failed("the pooler leads to another database than the one that is deployed to", "supabase.poolerUrl is of another project", "correct the key");
        run.Saw("pooled connection: the same server, written and read");
        return $"PostgreSQL {version} connects, writes and reads, directly and through the pooler";
    }

    private static async Task<(string Version, string Server)> WriteAndReadAsync(TargetDatabase target, SmokeRun run)
    {
        await using var connection = await target.ConnectAsync(run.Token);
        await using var transaction = await connection.BeginTransactionAsync(run.Token);
        await using var limits = new NpgsqlCommand("set local lock_timeout = '2s'; set local statement_timeout = '15s'", connection);
        await limits.ExecuteNonQueryAsync(run.Token);
        var scope = new SmokeScope(connection, run.Deployment, run.Token);
        var version = await scope.ScalarAsync<string>("select current_setting('server_version')");
        var server = await scope.ScalarAsync<string>(Server);
        await scope.ExecuteAsync("create temporary table lockkeeper_smoke (deployment text) on commit drop");
        await scope.ScalarAsync<string>("insert into lockkeeper_smoke values ($1) returning deployment", run.Deployment);
        var read = await scope.ScalarAsync<string>("select deployment from lockkeeper_smoke");
        if (!string.Equals(read, run.Deployment, StringComparison.Ordinal)) throw SmokeStop.Failed("what was written was not read back");
        return (version ?? "of an unknown version", server ?? "");
    }
}
