using System.Globalization;
using System.Security.Cryptography;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Tools;

/// <summary>PostgreSQL's client programs in the official image of one major version.</summary>
internal sealed class ContainerPrograms(ContainerRuntime containers, int major)
{
    // The image may have to be fetched first.
    private static readonly TimeSpan VersionDeadline = TimeSpan.FromMinutes(10);

    /// <summary>The image.</summary>
    public string Image => $"postgres:{major}";

    /// <summary>The version of pg_dump in it.</summary>
    public async Task<string> VersionAsync(CancellationToken token)
    {
        var result = await RunAsync(new ChildCommand("pg_dump", ["--version"]) { Deadline = VersionDeadline }, [], token);
        return InstalledProgram.VersionOf(result.StandardOutput)?.All
            ?? throw new InvalidDataException($"its pg_dump tells no version: {result.StandardOutput.Trim()}");
    }

    /// <summary>Runs a program there as <see cref="ChildProcess"/> would here.</summary>
    public async Task<ChildResult> RunAsync(ChildCommand command, IReadOnlyList<string> folders, CancellationToken token)
    {
        var exchange = new ContainerExchange(command);
        var began = TimeProvider.System.GetTimestamp();
        using var deadline = new CancellationTokenSource(command.Deadline);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, token);
        var request = Request(command, [exchange.Folder, .. folders], exchange.Script);
        try
        {
            await RunAsync(request, limit.Token);
            var result = exchange.Read(TimeProvider.System.GetElapsedTime(began));
            return result.ExitCode == 0 || command.AlsoExpected.Contains(result.ExitCode) ? result : throw ChildProcessFailure.BadExit(command, result);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw ChildProcessFailure.DeadlinePassed(command, exchange.Read(TimeProvider.System.GetElapsedTime(began)));
        }
        finally
        {
            exchange.Delete();
        }
    }

    private async Task RunAsync(ContainerCommand request, CancellationToken token)
    {
        var running = containers.RunAsync!(request, CancellationToken.None);
        try
        {
            await running.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            // Ending docker's client would leave the program running.
            await containers.RemoveAsync(request.Name, CancellationToken.None);
            await Task.WhenAny(running);
            throw;
        }
    }

    private ContainerCommand Request(ChildCommand command, IReadOnlyList<string> folders, string script)
    {
        var environment = command.Environment.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);
        string[] files = ["PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGPASSFILE"];
        return new ContainerCommand(
            string.Create(CultureInfo.InvariantCulture, $"{ClusterFolder.Prefix}client-{RandomNumberGenerator.GetHexString(12, lowercase: true)}"),
            Image,
            environment,
            folders,
            [.. files.Select(environment.GetValueOrDefault).OfType<string>().Where(File.Exists).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)],
            OperatingSystem.IsWindows() ? null : NativeMethods.Self(),
            ["sh", script]);
    }
}
