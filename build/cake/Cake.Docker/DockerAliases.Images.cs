using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.Docker;

public static partial class DockerAliases
{
    /// <summary>Fetches an image from its registry.</summary>
    [CakeMethodAlias]
    public static void DockerPull(this ICakeContext context, string imageReference) => context.DockerPull(null, imageReference);

    /// <inheritdoc cref="DockerPull(ICakeContext, string)"/>
    [CakeMethodAlias]
    public static void DockerPull(this ICakeContext context, DockerImagePullSettings? settings, string imageReference)
    {
        ArgumentException.ThrowIfNullOrEmpty(imageReference);
        Run(context, "pull", settings ?? new DockerImagePullSettings(), imageReference);
    }

    /// <summary>Builds an image from the Dockerfile in a folder.</summary>
    [CakeMethodAlias]
    public static void DockerBuild(this ICakeContext context, string path) => context.DockerBuild(null, path);

    /// <inheritdoc cref="DockerBuild(ICakeContext, string)"/>
    [CakeMethodAlias]
    public static void DockerBuild(this ICakeContext context, DockerImageBuildSettings? settings, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // The one operand that the package quotes by itself.
        var quoted = path is ['"', .., '"'] ? path : $"\"{path}\"";
        Run(context, "image build", settings ?? new DockerImageBuildSettings(), quoted);
    }

    /// <summary>Gives an image another name.</summary>
    [CakeMethodAlias]
    public static void DockerTag(this ICakeContext context, string imageReference, string registryReference)
    {
        ArgumentException.ThrowIfNullOrEmpty(imageReference);
        ArgumentException.ThrowIfNullOrEmpty(registryReference);
        Run(context, "tag", new DockerImageTagSettings(), imageReference, registryReference);
    }
}
