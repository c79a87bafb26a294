namespace Cake.Docker;

/// <summary>Options of docker pull.</summary>
public sealed class DockerImagePullSettings : AutoToolSettings
{
    /// <summary>Fetch every tag of the repository.</summary>
    public bool? AllTags { get; set; }

    /// <summary>Platform of the image, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; set; }
}
