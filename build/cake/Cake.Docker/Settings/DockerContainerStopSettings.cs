namespace Cake.Docker;

/// <summary>Options of docker stop.</summary>
public sealed class DockerContainerStopSettings : AutoToolSettings
{
    /// <summary>Seconds to wait before the kill.</summary>
    public int? Time { get; set; }
}
