namespace Cake.Docker;

/// <summary>Options of docker image build.</summary>
public sealed class DockerImageBuildSettings : AutoToolSettings
{
    /// <summary>Host name and address, <c>name:address</c>.</summary>
    public string[]? AddHost { get; set; }

    /// <summary>Build arguments, <c>NAME=value</c>. They stay readable in the image.</summary>
    public string[]? BuildArg { get; set; }

    /// <summary>Images to take layers from.</summary>
    public string[]? CacheFrom { get; set; }

    /// <summary>The Dockerfile; null: <c>Dockerfile</c> in the folder.</summary>
    public string? File { get; set; }

    /// <summary>Always remove intermediate containers.</summary>
    public bool? ForceRm { get; set; }

    /// <summary>File to write the image id to.</summary>
    public string? Iidfile { get; set; }

    /// <summary>Labels, <c>name=value</c>.</summary>
    public string[]? Label { get; set; }

    /// <summary>Network of RUN instructions.</summary>
    public string? Network { get; set; }

    /// <summary>Build every layer anew.</summary>
    public bool? NoCache { get; set; }

    /// <summary>Platform of the image, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; set; }

    /// <summary>Look for newer base images.</summary>
    public bool? Pull { get; set; }

    /// <summary>Print the image id only.</summary>
    public bool? Quiet { get; set; }

    /// <summary>Size of <c>/dev/shm</c>, such as <c>256m</c>.</summary>
    public string? ShmSize { get; set; }

    /// <summary>Names, <c>name:tag</c>.</summary>
    public string[]? Tag { get; set; }

    /// <summary>Stage to build.</summary>
    public string? Target { get; set; }
}
