using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Local;

/// <summary>Starts a server in a container.</summary>
internal sealed class ContainerServer(ContainerRuntime containers, LocalClusterOptions options)
{
    private const int ContainerPort = 5432;
    private const int DefaultMajor = 17;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    public int Major => options.Major ?? DefaultMajor;

    /// <summary>Starts the container and waits until the server in it answers.</summary>
    public async Task<RunningContainer> StartAsync(string name, string password, CancellationToken token)
    {
        var request = new ContainerRequest(
            name,
            $"postgres:{Major}",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["POSTGRES_USER"] = options.Superuser,
                ["POSTGRES_PASSWORD"] = password,
                ["POSTGRES_DB"] = "postgres",
                ["POSTGRES_INITDB_ARGS"] = "--encoding=UTF8 --locale=C.UTF-8 --auth=scram-sha-256",
            },
            [.. ServerSettings.All.Concat(options.Settings).SelectMany(setting => new[] { "-c", Plain(setting) })],
            ContainerPort);
        var running = await containers.StartAsync(request, token);
        await ReadyAsync(running, password, token);
        return running;
    }

    private async Task ReadyAsync(RunningContainer running, string password, CancellationToken token)
    {
        var address = LocalCluster.Address(running.Host, running.Port, "postgres", options.Superuser, password);
        address.Pooling = false;
        address.Timeout = 2;
        using var deadline = new CancellationTokenSource(options.Deadline);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, token);
        Exception? last = null;
        while (!limit.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(address.ConnectionString);
                await connection.OpenAsync(limit.Token);
                return;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                last = notYet;
                await Task.Delay(Step, CancellationToken.None);
            }
        }
        token.ThrowIfCancellationRequested();
        throw DeployFailure.NothingChanged(
            FailureCode.LocalServer,
            FailureSource.Tool,
            $"The PostgreSQL container {address.Host}:{address.Port} did not answer within {options.Deadline.TotalSeconds:0} s: {last?.Message}",
            "Look at docker logs, or install a PostgreSQL server, then run the same command again.",
            last);
    }

    // The command line takes name=value without quotes.
    private static string Plain(string setting) =>
        setting.Replace(" = ", "=", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
}
