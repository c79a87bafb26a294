namespace Cake.Docker;

/// <summary>Options of docker compose, which stand before its command.</summary>
public class DockerComposeSettings : AutoToolSettings
{
    /// <summary>Terminal control characters: <c>never</c>, <c>always</c> or <c>auto</c>.</summary>
    public string? Ansi { get; set; }

    /// <summary>Behave like the first version of compose.</summary>
    public bool Compatibility { get; set; }

    /// <summary>Show what would be done.</summary>
    public bool DryRun { get; set; }

    /// <summary>Files of environment variables.</summary>
    public string[]? EnvFile { get; set; }

    /// <summary>Compose files.</summary>
    public string[]? File { get; set; }

    /// <summary>How much to do at once; -1: no limit.</summary>
    public int? Parallel { get; set; }

    /// <summary>Profiles to enable.</summary>
    public string[]? Profile { get; set; }

    /// <summary>How to show progress: <c>auto</c>, <c>tty</c>, <c>plain</c> or <c>quiet</c>.</summary>
    public string? Progress { get; set; }

    /// <summary>Folder that relative paths start from.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>Name of the project.</summary>
    public string? ProjectName { get; set; }
}
