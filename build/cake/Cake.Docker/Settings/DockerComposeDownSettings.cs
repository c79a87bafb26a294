namespace Cake.Docker;

/// <summary>Options of docker compose down.</summary>
public sealed class DockerComposeDownSettings : AutoToolSettings
{
    /// <summary>Remove containers of services that the file no longer has.</summary>
    public bool? RemoveOrphans { get; set; }

    /// <summary>Remove images too: <c>local</c> or <c>all</c>.</summary>
    public string? Rmi { get; set; }

    /// <summary>Seconds to wait before a stop turns into a kill.</summary>
    public int? Timeout { get; set; }

    /// <summary>Remove named and anonymous volumes too.</summary>
    public bool? Volumes { get; set; }
}
