namespace Cake.Docker;

/// <summary>Options of docker compose up.</summary>
public sealed class DockerComposeUpSettings : AutoToolSettings
{
    /// <summary>Stop all when one stops.</summary>
    public bool? AbortOnContainerExit { get; set; }

    /// <summary>Build images first.</summary>
    public bool? Build { get; set; }

    /// <summary>Return when the services are started.</summary>
    public bool? Detach { get; set; }

    /// <summary>Service whose exit code counts.</summary>
    public string? ExitCodeFrom { get; set; }

    /// <summary>Create containers anew even when nothing changed.</summary>
    public bool? ForceRecreate { get; set; }

    /// <summary>Never build images.</summary>
    public bool? NoBuild { get; set; }

    /// <summary>Plain output.</summary>
    public bool? NoColor { get; set; }

    /// <summary>Leave linked services alone.</summary>
    public bool? NoDeps { get; set; }

    /// <summary>Keep existing containers.</summary>
    public bool? NoRecreate { get; set; }

    /// <summary>Create without starting.</summary>
    public bool? NoStart { get; set; }

    /// <summary>When to pull: <c>always</c>, <c>missing</c> or <c>never</c>.</summary>
    public string? Pull { get; set; }

    /// <summary>Pull without progress.</summary>
    public bool? QuietPull { get; set; }

    /// <summary>Remove containers of services that the file no longer has.</summary>
    public bool? RemoveOrphans { get; set; }

    /// <summary>Start with fresh anonymous volumes.</summary>
    public bool? RenewAnonVolumes { get; set; }

    /// <summary>Seconds to wait before a stop turns into a kill.</summary>
    public int? Timeout { get; set; }

    /// <summary>Return when the services are running or healthy.</summary>
    public bool? Wait { get; set; }

    /// <summary>Seconds to wait for that.</summary>
    public int? WaitTimeout { get; set; }
}
