using System.Diagnostics;
using System.Net;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Supabase.LocalSupabase;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Worker;

/// <summary>On a server of its own, which these tests bring down.</summary>
public sealed class RestartTests
{
    [PostgresFact]
    public async Task Worker_and_health_addresses_tell_of_a_dead_database_and_come_back_with_it()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions(), CancellationToken.None);
        await using var connection = await PrepareAsync(cluster);
        foreach (var migration in ProductMigrations.All.Take(11)) await connection.RunAsync(migration.Text);
        await using var services = await LocalServices.StartAsync(cluster.ConnectionFor("postgres"), new LocalServicesOptions(), TimeProvider.System, CancellationToken.None);
        using var http = new HttpClient();
        await Queue.UntilHealthyAsync(http, services);
        var first = await connection.ScalarAsync<Guid>("select id from upload_pipeline.workers");

        // This server never waits for the disk otherwise. It ends all sessions and starts anew when one of its processes dies.
        await connection.RunAsync("checkpoint");
        using (var backend = Process.GetProcessById(connection.ProcessID)) backend.Kill();

        await Queue.UntilAsync(async () => await IsAsync(cluster, "select pg_postmaster_start_time() is not null"), "the server");
        await Queue.UntilHealthyAsync(http, services);
        (await Queue.LookAsync(http, services.ApiHealth)).Status.Should().Be(HttpStatusCode.OK);
        (await IsAsync(cluster, $"select last_heartbeat_at > pg_postmaster_start_time() - interval '1 hour' from upload_pipeline.workers where id = '{first}' and stopped_at is null"))
            .Should().BeTrue("it is the same worker");
    }

    [PostgresFact]
    public async Task Without_a_database_neither_the_api_nor_the_worker_is_healthy_and_stopping_still_ends()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions(), CancellationToken.None);
        await (await PrepareAsync(cluster)).DisposeAsync();
        await using var services = await LocalServices.StartAsync(cluster.ConnectionFor("postgres"), new LocalServicesOptions(), TimeProvider.System, CancellationToken.None);
        using var http = new HttpClient();
        (await Queue.LookAsync(http, services.ApiHealth)).Status.Should().Be(HttpStatusCode.OK);

        await cluster.DisposeAsync();

        (await Queue.LookAsync(http, services.ApiHealth)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await Queue.LookAsync(http, services.WorkerHealth)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        await services.StopWorkerAsync();
    }

    private static async Task<NpgsqlConnection> PrepareAsync(LocalCluster cluster)
    {
        var connection = new NpgsqlConnection(cluster.ConnectionFor("postgres").ConnectionString);
        await connection.OpenAsync();
        await SupabaseBaseline.ApplyAsync(connection, CancellationToken.None);
        return connection;
    }

    private static async Task<bool> IsAsync(LocalCluster cluster, string sql)
    {
        try
        {
            var address = cluster.ConnectionFor("postgres");
            address.Pooling = false;
            await using var connection = new NpgsqlConnection(address.ConnectionString);
            await connection.OpenAsync();
            return await connection.ScalarAsync<bool>(sql);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
