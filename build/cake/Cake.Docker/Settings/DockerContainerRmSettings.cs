namespace Cake.Docker;

/// <summary>Options of docker rm.</summary>
public sealed class DockerContainerRmSettings : AutoToolSettings
{
    /// <summary>Kill it first when it is running.</summary>
    public bool? Force { get; set; }

    /// <summary>Remove the link of that name.</summary>
    public bool? Link { get; set; }

    /// <summary>Remove its anonymous volumes too.</summary>
    public bool? Volumes { get; set; }
}
