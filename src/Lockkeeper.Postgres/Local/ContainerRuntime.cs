namespace Lockkeeper.Postgres.Local;

/// <summary>
/// Containers, as functions: this project knows no Docker library. Starting must throw when the container cannot be started;
/// removing must stop and delete the container of that name, and succeed when there is none.
/// </summary>
/// <param name="StartAsync">Starts a container in the background and tells where its port can be reached.</param>
/// <param name="RemoveAsync">Stops and removes a container by name.</param>
public sealed record ContainerRuntime(
    Func<ContainerRequest, CancellationToken, Task<RunningContainer>> StartAsync,
    Func<string, CancellationToken, Task> RemoveAsync)
{
    /// <summary>Runs a container to its end and removes it; throws when docker cannot. Null: not possible.</summary>
    public Func<ContainerCommand, CancellationToken, Task>? RunAsync { get; init; }
}

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

/// <summary>A program to be run in a container that is gone afterwards, in the network of this machine.</summary>
/// <param name="Name">The name it must get, so that it can be removed early.</param>
/// <param name="Image">Such as postgres:17.</param>
/// <param name="Environment">Names and values; values are secret and must not be put on a command line.</param>
/// <param name="Folders">Folders of this machine that it sees under the same paths.</param>
/// <param name="Files">Files of this machine that it may read under the same paths.</param>
/// <param name="User">Whom its files are to belong to, as uid:gid; null: the image's own user.</param>
/// <param name="Arguments">The program and what follows it.</param>
public sealed record ContainerCommand(
    string Name,
    string Image,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Folders,
    IReadOnlyList<string> Files,
    string? User,
    IReadOnlyList<string> Arguments);
