namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>A new connection, a write and a read of what was written.</summary>
internal static class DatabaseConnectivity
{
    public static async Task<SmokeAnswer> RunAsync(SmokeScope scope)
    {
        var version = await scope.ScalarAsync<string>("select current_setting('server_version')");
        await scope.ExecuteAsync("create temporary table lockkeeper_smoke (deployment text) on commit drop");
        await scope.ScalarAsync<string>("insert into lockkeeper_smoke values ($1) returning deployment", scope.Deployment);
        var read = await scope.ScalarAsync<string>("select deployment from lockkeeper_smoke");
        return string.Equals(read, scope.Deployment, StringComparison.Ordinal)
            ? SmokeAnswer.Passed($"PostgreSQL {version} connects, writes and reads")
            : SmokeAnswer.Failed("what was written was not read back");
    }
}
