using Cake.Frosting;
using Lockkeeper.Pipeline;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>The history of the target beside the folder.</summary>
[TaskName("Status")]
[TaskDescription("Shows what is applied, pending, missing, out of order or modified")]
public sealed class Status : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var (target, plan) = await Lookup.AtAsync(context.Options, context.Services, contract: false, token);
        var output = context.Run.Json ? StatusView.Json(target, plan) : StatusView.Text(target, plan);
        await context.Run.Result.WriteLineAsync(output);
    }
}
