using System.Net;
using System.Net.Sockets;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Local;

/// <summary>Makes and starts a server with installed programs.</summary>
internal sealed class InstalledServer(ServerPrograms programs, LesserUser? user, ClusterFolder folder, LocalClusterOptions options)
{
    private const int PortAttempts = 5;

    /// <summary>Makes the data folder and starts the server; the port it listens on.</summary>
    public async Task<int> StartAsync(string password, CancellationToken token)
    {
        await InitAsync(password, token);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                Configure(port);
                await RunAsync(programs.PgCtl, ["start", "--wait", "--silent", "-D", folder.Data, "-l", folder.Log], token);
                return port;
            }
            catch (ChildProcessFailure) when (attempt < PortAttempts && IsTaken(port))
            {
                // Another program took the port between our look and the server's start.
            }
            catch (ChildProcessFailure failure)
            {
                throw Failed($"it did not start: {failure.Message}\n{folder.LogTail()}", failure);
            }
        }
    }

    private async Task InitAsync(string password, CancellationToken token)
    {
        var file = folder.WritePrivate("password", password);
        try
        {
            await InitAsync(file, "C.UTF-8", token);
        }
        catch (ChildProcessFailure failure) when (!failure.IsDeadlinePassed)
        {
            // Not every system has the locale C.UTF-8 (macOS); with C, too, text is UTF-8, only upper and lower case is ASCII's.
            ClusterFolder.Delete(folder.Data);
            try
            {
                await InitAsync(file, "C", token);
            }
            catch (ChildProcessFailure again)
            {
                throw Failed($"initdb failed: {again.Message}", again);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Task InitAsync(string passwordFile, string locale, CancellationToken token) =>
        RunAsync(
            programs.InitDb,
            [
                $"--pgdata={folder.Data}", $"--username={options.Superuser}", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
                "--encoding=UTF8", $"--locale={locale}", "--no-sync", "--no-instructions",
            ],
            token);

    private void Configure(int port)
    {
        string[] settings =
        [
            .. ServerSettings.All,
            .. options.Settings,
            "listen_addresses = '127.0.0.1'",
            $"port = {port}",
            $"unix_socket_directories = '{folder.SocketFolder?.Replace("'", "''", StringComparison.Ordinal)}'",
        ];
        // The last entry of a name counts, so a second attempt may simply append.
        File.AppendAllLines(Path.Combine(folder.Data, "postgresql.conf"), settings);
    }

    private Task<ChildResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken token)
    {
        var command = new ChildCommand(program, arguments)
        {
            Deadline = options.Deadline,
            WorkingDirectory = folder.FullPath,
            // Variables such as PGDATA and PGPORT belong to the caller's own servers.
            Environment = ConnectionVariables.None(),
        };
        return ChildProcess.RunAsync(command.AsUser(user), token);
    }

    private DeployFailure Failed(string what, Exception failure) =>
        DeployFailure.NothingChanged(
            FailureCode.LocalServer,
            FailureSource.Tool,
            $"The local PostgreSQL {programs.Major} server ({programs.Folder}) cannot be used: {what}",
            "Correct what is quoted, or set PG_BIN to another installation's folder, then run the same command again.",
            failure);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
