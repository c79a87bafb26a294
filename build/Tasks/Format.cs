using Cake.Frosting;
using Lockkeeper.Processes;

namespace Lockkeeper.Build.Tasks;

/// <summary>For people who work on the project.</summary>
[TaskName("Format")]
[TaskDescription("Formats the sources of the project")]
public sealed class Format : LockkeeperTask
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(DeployContext context, CancellationToken token) => ChildProcess.RunAsync(
        new ChildCommand("dotnet", ["format", "Lockkeeper.slnx"])
        {
            WorkingDirectory = DeployContext.Root,
            Deadline = TimeSpan.FromMinutes(10),
            OnLine = context.Terminal.Report,
        },
        token);
}
