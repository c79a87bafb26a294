using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;

namespace Cake.Docker;

public static partial class DockerAliases
{
    /// <summary>Creates and starts the services of a compose file.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="services">None: all of them.</param>
    [CakeMethodAlias]
    public static void DockerComposeUp(this ICakeContext context, params string[] services) =>
        context.DockerComposeUp(null, null, services);

    /// <inheritdoc cref="DockerComposeUp(ICakeContext, string[])"/>
    [CakeMethodAlias]
    public static void DockerComposeUp(
        this ICakeContext context,
        DockerComposeUpSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Compose(context, composeSettings, "up", settings ?? new DockerComposeUpSettings(), services);

    /// <summary>Stops and removes what a compose file created.</summary>
    [CakeMethodAlias]
    public static void DockerComposeDown(this ICakeContext context) => context.DockerComposeDown(null);

    /// <inheritdoc cref="DockerComposeDown(ICakeContext)"/>
    [CakeMethodAlias]
    public static void DockerComposeDown(
        this ICakeContext context, DockerComposeDownSettings? settings, DockerComposeSettings? composeSettings = null) =>
        Compose(context, composeSettings, "down", settings ?? new DockerComposeDownSettings());

    private static void Compose(
        ICakeContext context, DockerComposeSettings? compose, string command, AutoToolSettings settings, params string[] services) =>
        new DockerTool(context).RunToEnd(
            settings,
            new ProcessArgumentBuilder().Command("compose", compose ?? new DockerComposeSettings()).Command(command, settings, services));
}
