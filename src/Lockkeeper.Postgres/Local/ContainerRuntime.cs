namespace Lockkeeper.Postgres.Local;

/// <summary>
/// Containers, as functions: this project knows no Docker library. Starting must throw when the container cannot be started;
/// removing must stop and delete the container of that name, and succeed when there is none.
/// </summary>
/// <param name="StartAsync">Starts a container in the background and tells where its port can be reached.</param>
/// <param name="RemoveAsync">Stops and removes a container by name.</param>
public sealed record ContainerRuntime(
    Func<ContainerRequest, CancellationToken, Task<RunningContainer>> StartAsync,
    Func<string, CancellationToken, Task> RemoveAsync);

/// <summary>A container to be started.</summary>
/// <param name="Name">The name it must get, so that it can be removed after a crash.</param>
/// <param name="Image">Such as postgres:17.</param>
/// <param name="Environment">Names and values; values are secret and must not be put on a command line.</param>
/// <param name="Arguments">What follows the image: the server's settings.</param>
/// <param name="Port">The container's port to be published on a free port of 127.0.0.1.</param>
public sealed record ContainerRequest(
    string Name,
    string Image,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Arguments,
    int Port);

/// <summary>Where a container's published port can be reached.</summary>
/// <param name="Host">Usually 127.0.0.1.</param>
/// <param name="Port">The port on that host.</param>
public sealed record RunningContainer(string Host, int Port);
