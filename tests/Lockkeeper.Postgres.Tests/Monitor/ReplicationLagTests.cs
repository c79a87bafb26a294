using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;

namespace Lockkeeper.Postgres.Tests.Monitor;

/// <summary>Whose lag counts, on a real server that others replicate from.</summary>
public sealed class ReplicationLagTests
{
    [PostgresFact]
    public async Task A_subscriber_is_no_standby_so_that_its_going_is_no_gap()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions(), CancellationToken.None);
        await using var target = TargetDatabase.For(cluster.ConnectionFor("postgres"), "lockkeeper lag");
        await using var connection = await target.ConnectAsync(CancellationToken.None);
        await RunAsync(connection, "create table t (id int); create publication p for table t");
        await RunAsync(connection, "select pg_create_logical_replication_slot('s', 'pgoutput')");
        using var end = new CancellationTokenSource();

        var subscribed = SubscribeAsync(cluster.ConnectionFor("postgres").ConnectionString, end.Token);
        await UntilAsync(connection, "select exists (select from pg_stat_replication where replay_lsn is not null)", "the subscriber is connected and tells how far it is");
        var reading = await ServerSampler.ReadAsync(connection, CancellationToken.None);

        reading.Values.Should().NotContainKey("replicationLag");
        reading.Missing["replicationLag"].Should().StartWith("no standby");
        await end.CancelAsync();
        await subscribed;
    }

    [PostgresFact]
    public async Task A_standby_is_one()
    {
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions(), CancellationToken.None);
        await using var target = TargetDatabase.For(cluster.ConnectionFor("postgres"), "lockkeeper lag");
        await using var connection = await target.ConnectAsync(CancellationToken.None);
        await RunAsync(connection, "create table t (id int)");
        using var end = new CancellationTokenSource();

        var standing = StandByAsync(cluster.ConnectionFor("postgres").ConnectionString, end.Token);
        await UntilAsync(connection, "select exists (select from pg_stat_replication where replay_lsn is not null)", "the standby is connected and tells how far it is");
        await RunAsync(connection, "insert into t select generate_series(1, 50000)");

        (await ServerSampler.ReadAsync(connection, CancellationToken.None)).Values["replicationLag"].Should().BeGreaterThan(1e6, "it does not replay");
        await end.CancelAsync();
        await standing;
    }

    private static async Task SubscribeAsync(string server, CancellationToken end)
    {
        await using var subscriber = new LogicalReplicationConnection(server);
        await subscriber.Open(CancellationToken.None);
        var changes = subscriber.StartReplication(new PgOutputReplicationSlot("s"), new PgOutputReplicationOptions("p", PgOutputProtocolVersion.V1), end);
        await ConsumeAsync(subscriber, changes);
    }

    private static async Task StandByAsync(string server, CancellationToken end)
    {
        await using var standby = new PhysicalReplicationConnection(server);
        await standby.Open(CancellationToken.None);
        var system = await standby.IdentifySystem(CancellationToken.None);
        await ConsumeAsync(standby, standby.StartReplication(system.XLogPos, end), system.XLogPos);
    }

    // It says once how far it is, and then nothing more.
    private static async Task ConsumeAsync<T>(ReplicationConnection connection, IAsyncEnumerable<T> changes, NpgsqlTypes.NpgsqlLogSequenceNumber? applied = null)
        where T : ReplicationMessage
    {
        try
        {
            await foreach (var change in changes)
            {
                connection.SetReplicationStatus(applied ?? change.WalEnd);
                await connection.SendStatusUpdate(CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // As it was told to.
        }
    }

    private static Task UntilAsync(NpgsqlConnection connection, string question, string what) => Quick.UntilAsync(
        async () =>
        {
            await RunAsync(connection, "insert into t values (1)");
            await using var command = new NpgsqlCommand(question, connection);
            return (bool)(await command.ExecuteScalarAsync())!;
        },
        what);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
