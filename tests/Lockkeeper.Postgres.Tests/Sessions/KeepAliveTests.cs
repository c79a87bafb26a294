using System.Globalization;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class KeepAliveTests(PostgresFixture server)
{
    // Of /proc/net/tcp, in which one line is one socket.
    private const int LocalAddress = 1;
    private const int RemoteAddress = 2;
    private const int Timer = 5;
    private const string KeepAliveTimer = "02";

    [PostgresFact]
    public async Task A_session_that_says_nothing_is_kept_alive_within_a_minute()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = TargetDatabase.For(database.Connection, "keep alive");
        await using var connection = await target.ConnectAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("select inet_client_port()", connection);

        var (kind, seconds) = await TimerOfAsync($":{await command.ExecuteScalarAsync():X4}", $":{connection.Port:X4}");

        kind.Should().Be(KeepAliveTimer, "a firewall on the way forgets a connection that is silent for some minutes");
        seconds.Should().BeInRange(1, 60);
    }

    private static async Task<(string Kind, double Seconds)> TimerOfAsync(string local, string remote)
    {
        var sockets = (await File.ReadAllLinesAsync("/proc/net/tcp")).Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var timer = sockets.Single(f => f[LocalAddress].EndsWith(local, StringComparison.Ordinal) && f[RemoteAddress].EndsWith(remote, StringComparison.Ordinal))[Timer].Split(':');
        return (timer[0], int.Parse(timer[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 100.0);
    }
}
