using System.Net;
using System.Net.Sockets;
using Cake.Core;
using Cake.Docker;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Processes;

namespace Lockkeeper.Build;

/// <summary>Containers for the throwaway server, through Cake.Docker: the pipeline itself knows no Docker.</summary>
internal static class DockerContainers
{
    /// <summary>Null where docker is not installed.</summary>
    public static ContainerRuntime? For(ICakeContext context) => Programs.Find("docker") is null ? null : new(
        (request, token) => Task.Run(() => Start(context, request), token),
        (name, token) => Task.Run(() => context.DockerRm(new DockerContainerRmSettings { Force = true, Volumes = true }, name), token))
    {
        RunAsync = (command, token) => Task.Run(() => Run(context, command), token),
    };

    private static void Run(ICakeContext context, ContainerCommand command) => context.DockerRun(
        new DockerContainerRunSettings
        {
            Name = command.Name,
            Rm = true,
            // A server on this machine is at the same address inside.
            Network = "host",
            User = command.User,
            Volume = [.. command.Folders.Select(f => $"{f}:{f}"), .. command.Files.Select(f => $"{f}:{f}:ro")],
            Env = [.. command.Environment.Keys],
            EnvironmentVariables = command.Environment.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal),
        },
        command.Image,
        command.Arguments[0],
        // Cake.Docker quotes options and no operands.
        [.. command.Arguments.Skip(1).Select(a => $"\"{a}\"")]);

    private static RunningContainer Start(ICakeContext context, ContainerRequest request)
    {
        var port = FreePort();
        context.DockerRun(
            new DockerContainerRunSettings
            {
                Name = request.Name,
                Detach = true,
                Publish = [$"127.0.0.1:{port}:{request.Port}"],
                // A bare name: docker takes the value from its own environment, so that no secret is on a command line.
                Env = [.. request.Environment.Keys],
                EnvironmentVariables = request.Environment.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal),
            },
            request.Image,
            "postgres",
            [.. request.Arguments]);
        return new RunningContainer("127.0.0.1", port);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
