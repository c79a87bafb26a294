using Cake.Frosting;
using Lockkeeper.Pipeline.Repair;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>Corrects the history, and only that.</summary>
[TaskName("Repair")]
[TaskDescription("Corrects named versions of the history (--applied=…, --reverted=…, --baseline=…)")]
public sealed class Repair : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var repaired = await new RepairRun(context.Options, context.Services).RunAsync(token);
        var summary = repaired.Count == 0 ? "The history says so already; nothing was changed." : $"{repaired.Count} row(s) of the history changed.";
        await context.Run.Result.WriteLineAsync(context.Run.Json ? RepairView.Json(repaired.Server, repaired.Changes) : summary);
    }
}
