using System.Net;
using System.Net.Sockets;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class ConnectFailureTests(PostgresFixture server)
{
    private const string Wrong = "wrong-pass-4711";

    [PostgresFact]
    public async Task A_wrong_password_is_told_without_repeating_it()
    {
        var settings = server.Cluster.ConnectionFor("postgres", server.Cluster.Superuser, Wrong);

        var failure = await FailureAsync(settings);

        failure.Code.Should().Be(FailureCode.AuthenticationFailed);
        failure.FailedBy.Should().Be(FailureSource.Server);
        failure.SqlState.Should().Be("28P01");
        failure.Message.Should().Contain($"127.0.0.1:{server.Cluster.Port}").And.Contain("refused the login of user \"supabase_admin\"");
        failure.Next.Should().Contain("password");
    }

    [PostgresFact]
    public async Task A_missing_password_is_told_as_missing()
    {
        var settings = server.Cluster.ConnectionFor("postgres");
        settings.Remove("Password");

        var failure = await FailureAsync(settings);

        failure.Code.Should().Be(FailureCode.AuthenticationFailed);
        failure.Message.Should().EndWith("asks for a password and none is configured.");
        failure.Next.Should().Contain("PGPASSWORD");
    }

    [PostgresFact]
    public async Task An_unknown_database_is_named()
    {
        var failure = await FailureAsync(server.Cluster.ConnectionFor("no_such_database"));

        failure.Code.Should().Be(FailureCode.Unreachable);
        failure.SqlState.Should().Be("3D000");
        failure.Message.Should().EndWith("has no database \"no_such_database\".");
    }

    [PostgresFact]
    public async Task An_unknown_user_is_refused_like_a_wrong_password()
    {
        var failure = await FailureAsync(server.Cluster.ConnectionFor("postgres", "nobody_here", Wrong));

        failure.Code.Should().Be(FailureCode.AuthenticationFailed);
        failure.Message.Should().Contain("nobody_here");
    }

    [PostgresFact]
    public async Task A_database_without_a_free_connection_says_so()
    {
        await using var database = await server.CreateDatabaseAsync();
        var role = database.Name;
        await database.ExecuteAsync($"create role \"{role}\" login password '{Wrong}' connection limit 0");
        try
        {
            var failure = await FailureAsync(database.ConnectionFor(role, Wrong));

            failure.Code.Should().Be(FailureCode.Unreachable);
            failure.SqlState.Should().Be("53300");
            failure.Message.Should().Contain("has no free connection");
        }
        finally
        {
            await database.ExecuteAsync($"drop role \"{role}\"");
        }
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var failure = await FailureAsync(Address("127.0.0.1", port));

        failure.Code.Should().Be(FailureCode.Unreachable);
        failure.FailedBy.Should().Be(FailureSource.Link);
        failure.Message.Should().StartWith($"PostgreSQL at 127.0.0.1:{port} cannot be reached: ").And.ContainEquivalentOf("refused");
    }

    [Fact]
    public async Task A_host_without_an_address_is_named()
    {
        var failure = await FailureAsync(Address("no-such-host.invalid", 5432));

        failure.Code.Should().Be(FailureCode.Unreachable);
        failure.FailedBy.Should().Be(FailureSource.Link);
        failure.Message.Should().StartWith("PostgreSQL at no-such-host.invalid:5432 cannot be reached: ");
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var settings = Address("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        settings.Timeout = 1;

        var failure = await FailureAsync(settings);

        failure.Code.Should().Be(FailureCode.Unreachable);
        failure.Message.Should().EndWith("no answer in time");
    }

    [Fact]
    public async Task A_server_that_is_no_PostgreSQL_is_told_as_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });

        var failure = await FailureAsync(Address("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port));

        failure.Code.Should().Be(FailureCode.Unreachable);
        await answering;
    }

    private static NpgsqlConnectionStringBuilder Address(string host, int port) => new()
    {
        Host = host,
        Port = port,
        Database = "postgres",
        Username = "postgres",
        Password = Wrong,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private static async Task<DeployFailure> FailureAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using var target = TargetDatabase.For(settings, "lockkeeper connect-failure");
        var failure = (await FluentActions.Awaiting(() => target.ConnectAsync(CancellationToken.None)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.Next.Should().NotBeNullOrEmpty();
        if (settings.Password is { Length: > 0 } password)
            failure.ToString().Should().NotContain(password, "no secret may be in an exception, nor in what caused it");
        return failure;
    }
}
