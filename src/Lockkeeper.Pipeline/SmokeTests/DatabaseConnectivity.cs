using Lockkeeper.Failures;
using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>A new connection, a write and a read of what was written; the same through the pooler where one is given.</summary>
internal static class DatabaseConnectivity
{
    // A moment as text would depend on the session's TimeZone and DateStyle, which roles and poolers' other clients set.
    private const string Server = "select current_database() || ' ' || extract(epoch from pg_postmaster_start_time())";

    // A pooler without a free connection lets its clients wait, for ever if need be.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<string> RunAsync(SmokeRun run)
    {
        var (version, server) = await WriteAndReadAsync(run.Target, run, "the server, or a pooler before it, has no free connection");
        run.Saw($"direct connection: PostgreSQL {version}, written and read");
        if (run.Services.Supabase.Pooled is not { } pooled) return $"PostgreSQL {version} connects, writes and reads";

        await PooledAsync(run, pooled, server);
        run.Saw("pooled connection: the same server, written and read");
        return $"PostgreSQL {version} connects, writes and reads, directly and through the pooler";
    }

    private static async Task PooledAsync(SmokeRun run, NpgsqlConnectionStringBuilder pooled, string server)
    {
        await using var pooler = TargetDatabase.For(pooled, "lockkeeper smoke test");
        try
        {
            var (_, other) = await WriteAndReadAsync(pooler, run, "the pooler has no free connection to the server");
            if (!string.Equals(server, other, StringComparison.Ordinal))
                throw SmokeStop.Failed("the pooler leads to another database than the one that is deployed to", "supabase.poolerUrl is of another project", "correct the key");
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException)
        {
            var finding = DatabaseCauses.Of(e);
            throw SmokeStop.Failed(finding with { What = $"through the pooler: {finding.What}", Next = $"compare supabase.poolerUrl with the project's; {finding.Next}" });
        }
    }

    private static async Task<(string Version, string Server)> WriteAndReadAsync(TargetDatabase target, SmokeRun run, string cause)
    {
        using var patience = new CancellationTokenSource(Patience, run.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Token, patience.Token);
        try
        {
            return await WriteAndReadAsync(target, run.Deployment, either.Token);
        }
        catch (OperationCanceledException) when (!run.Token.IsCancellationRequested)
        {
            throw SmokeStop.Failed($"{target.Name} did not answer within {Patience.TotalSeconds:0} s", cause, "look at who holds connections, and at the limits of server and pooler");
        }
    }

    private static async Task<(string Version, string Server)> WriteAndReadAsync(TargetDatabase target, string deployment, CancellationToken token)
    {
        await using var connection = await target.ConnectAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        var scope = new SmokeScope(connection, deployment, token);
        await scope.ExecuteAsync("set local lock_timeout = '2s'; set local statement_timeout = '15s'");
        var version = await scope.ScalarAsync<string>("select current_setting('server_version')");
        var server = await scope.ScalarAsync<string>(Server);
        await scope.ExecuteAsync("create temporary table lockkeeper_smoke (deployment text) on commit drop");
        await scope.ScalarAsync<string>("insert into lockkeeper_smoke values ($1) returning deployment", deployment);
        var read = await scope.ScalarAsync<string>("select deployment from lockkeeper_smoke");
        if (!string.Equals(read, deployment, StringComparison.Ordinal))
            throw SmokeStop.Failed("what was written was not read back", "a pooler spreads one transaction over several sessions", "look at its pool mode");
        return (version ?? "of an unknown version", server ?? "");
    }
}
