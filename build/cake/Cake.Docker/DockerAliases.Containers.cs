using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;

namespace Cake.Docker;

/// <summary>Docker's commands as methods of the Cake context. All throw when docker is missing or fails.</summary>
[CakeAliasCategory("Docker")]
public static partial class DockerAliases
{
    /// <summary>Runs a command in a new container.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The image to run.</param>
    /// <param name="command">Empty: the image's own.</param>
    /// <param name="args">Arguments of the command.</param>
    /// <returns>The first line that docker printed: the container id when detached.</returns>
    [CakeMethodAlias]
    public static string? DockerRun(this ICakeContext context, string image, string command, params string[] args) =>
        context.DockerRun(null, image, command, args);

    /// <inheritdoc cref="DockerRun(ICakeContext, string, string, string[])"/>
    [CakeMethodAlias]
    public static string? DockerRun(
        this ICakeContext context, DockerContainerRunSettings? settings, string image, string command, params string[] args)
    {
        ArgumentException.ThrowIfNullOrEmpty(image);
        settings ??= new DockerContainerRunSettings();
        string[] operands = string.IsNullOrEmpty(command) ? [image] : [image, command, .. args];
        return new DockerTool(context).RunForFirstLine(settings, new ProcessArgumentBuilder().Command("run", settings, operands));
    }

    /// <summary>Runs a command in a running container.</summary>
    [CakeMethodAlias]
    public static void DockerExec(this ICakeContext context, string container, string command, params string[] args) =>
        context.DockerExec(null, container, command, args);

    /// <inheritdoc cref="DockerExec(ICakeContext, string, string, string[])"/>
    [CakeMethodAlias]
    public static void DockerExec(
        this ICakeContext context, DockerContainerExecSettings? settings, string container, string command, params string[] args)
    {
        ArgumentException.ThrowIfNullOrEmpty(container);
        ArgumentException.ThrowIfNullOrEmpty(command);
        Run(context, "exec", settings ?? new DockerContainerExecSettings(), [container, command, .. args]);
    }

    /// <summary>Stops running containers.</summary>
    [CakeMethodAlias]
    public static void DockerStop(this ICakeContext context, params string[] containers) => context.DockerStop(null, containers);

    /// <inheritdoc cref="DockerStop(ICakeContext, string[])"/>
    [CakeMethodAlias]
    public static void DockerStop(this ICakeContext context, DockerContainerStopSettings? settings, params string[] containers)
    {
        RequireAny(containers);
        Run(context, "stop", settings ?? new DockerContainerStopSettings(), containers);
    }

    /// <summary>Removes containers.</summary>
    [CakeMethodAlias]
    public static void DockerRm(this ICakeContext context, params string[] containers) => context.DockerRm(null, containers);

    /// <inheritdoc cref="DockerRm(ICakeContext, string[])"/>
    [CakeMethodAlias]
    public static void DockerRm(this ICakeContext context, DockerContainerRmSettings? settings, params string[] containers)
    {
        RequireAny(containers);
        Run(context, "rm", settings ?? new DockerContainerRmSettings(), containers);
    }

    private static void Run(ICakeContext context, string command, AutoToolSettings settings, params string[] operands) =>
        new DockerTool(context).RunToEnd(settings, new ProcessArgumentBuilder().Command(command, settings, operands));

    private static void RequireAny(string[] containers)
    {
        if (containers is not { Length: > 0 })
            throw new ArgumentException("Name at least one container.", nameof(containers));
    }
}
