namespace Cake.Docker;

/// <summary>Options of docker run.</summary>
public sealed class DockerContainerRunSettings : AutoToolSettings
{
    /// <summary>Host name and address, <c>name:address</c>.</summary>
    public string[]? AddHost { get; set; }

    /// <summary>Linux capabilities to add.</summary>
    public string[]? CapAdd { get; set; }

    /// <summary>Linux capabilities to take away.</summary>
    public string[]? CapDrop { get; set; }

    /// <summary>Return at once with the container id.</summary>
    public bool? Detach { get; set; }

    /// <summary>Replaces the image's entry point.</summary>
    public string? Entrypoint { get; set; }

    /// <summary><c>NAME=value</c>, or a bare name to pass on docker's own variable unseen.</summary>
    public string[]? Env { get; set; }

    /// <summary>Files of environment variables.</summary>
    public string[]? EnvFile { get; set; }

    /// <summary>Ports to expose without publishing them.</summary>
    public string[]? Expose { get; set; }

    /// <summary>Command that says whether the container is healthy.</summary>
    public string? HealthCmd { get; set; }

    /// <summary>Time between two health checks, such as <c>1s</c>.</summary>
    public string? HealthInterval { get; set; }

    /// <summary>Failures in a row that mean unhealthy.</summary>
    public int? HealthRetries { get; set; }

    /// <summary>Time that one health check may take, such as <c>3s</c>.</summary>
    public string? HealthTimeout { get; set; }

    /// <summary>Host name inside the container.</summary>
    public string? Hostname { get; set; }

    /// <summary>Run an init that reaps processes and forwards signals.</summary>
    public bool? Init { get; set; }

    /// <summary>Keep standard input open.</summary>
    public bool? Interactive { get; set; }

    /// <summary>Labels, <c>name=value</c>.</summary>
    public string[]? Label { get; set; }

    /// <summary>Memory limit, such as <c>512m</c>.</summary>
    public string? Memory { get; set; }

    /// <summary>Mounts in docker's long form.</summary>
    public string[]? Mount { get; set; }

    /// <summary>Name of the container.</summary>
    public string? Name { get; set; }

    /// <summary>Network to join.</summary>
    public string? Network { get; set; }

    /// <summary>Further names in that network.</summary>
    public string[]? NetworkAlias { get; set; }

    /// <summary>Platform of the image, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; set; }

    /// <summary>Give the container all rights on the host.</summary>
    public bool? Privileged { get; set; }

    /// <summary>Ports to publish, <c>[address:]host:container</c>.</summary>
    public string[]? Publish { get; set; }

    /// <summary>Publish all exposed ports on free ones.</summary>
    public bool? PublishAll { get; set; }

    /// <summary>Mount the root file system read-only.</summary>
    public bool? ReadOnly { get; set; }

    /// <summary>When to start it again, such as <c>on-failure</c>.</summary>
    public string? Restart { get; set; }

    /// <summary>Remove the container when it ends.</summary>
    public bool? Rm { get; set; }

    /// <summary>Security options.</summary>
    public string[]? SecurityOpt { get; set; }

    /// <summary>Size of <c>/dev/shm</c>, such as <c>256m</c>.</summary>
    public string? ShmSize { get; set; }

    /// <summary>Seconds to wait before a stop turns into a kill.</summary>
    public int? StopTimeout { get; set; }

    /// <summary>Folders to keep in memory.</summary>
    public string[]? Tmpfs { get; set; }

    /// <summary>Allocate a terminal.</summary>
    public bool? Tty { get; set; }

    /// <summary>Resource limits.</summary>
    public string[]? Ulimit { get; set; }

    /// <summary>User, <c>name|uid[:group|gid]</c>.</summary>
    public string? User { get; set; }

    /// <summary>Bind mounts and volumes, <c>source:target[:options]</c>.</summary>
    public string[]? Volume { get; set; }

    /// <summary>Working folder inside the container.</summary>
    public string? Workdir { get; set; }
}
