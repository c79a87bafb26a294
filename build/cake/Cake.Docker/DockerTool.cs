using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>Runs <c>docker</c>, found on PATH or registered with Cake; an exit code other than 0 is an exception.</summary>
internal sealed class DockerTool(ICakeContext context)
    : Tool<AutoToolSettings>(context.FileSystem, context.Environment, context.ProcessRunner, context.Tools)
{
    /// <summary>Waits for docker; its output goes to the terminal.</summary>
    public void RunToEnd(AutoToolSettings settings, ProcessArgumentBuilder arguments) => Run(settings, arguments);

    /// <summary>The same as <see cref="RunToEnd"/> with standard output caught.</summary>
    /// <returns>The first line, or null when there was none.</returns>
    public string? RunForFirstLine(AutoToolSettings settings, ProcessArgumentBuilder arguments)
    {
        string? first = null;
        var process = new ProcessSettings { RedirectStandardOutput = true };
        Run(settings, arguments, process, finished => first = finished.GetStandardOutput().FirstOrDefault());
        return first;
    }

    protected override string GetToolName() => "Docker";

    protected override IEnumerable<string> GetToolExecutableNames() => ["docker", "docker.exe"];
}
