namespace Cake.Docker;

/// <summary>Options of docker exec.</summary>
public sealed class DockerContainerExecSettings : AutoToolSettings
{
    /// <summary>Return at once.</summary>
    public bool? Detach { get; set; }

    /// <summary>Keys that detach from the container.</summary>
    public string? DetachKeys { get; set; }

    /// <summary><c>NAME=value</c>, or a bare name to pass on docker's own variable unseen.</summary>
    public string[]? Env { get; set; }

    /// <summary>Keep standard input open.</summary>
    public bool? Interactive { get; set; }

    /// <summary>Give the command all rights.</summary>
    public bool? Privileged { get; set; }

    /// <summary>Allocate a terminal.</summary>
    public bool? Tty { get; set; }

    /// <summary>User, <c>name|uid[:group|gid]</c>.</summary>
    public string? User { get; set; }

    /// <summary>Working folder inside the container.</summary>
    public string? Workdir { get; set; }
}
