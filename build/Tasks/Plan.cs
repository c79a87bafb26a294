using Cake.Frosting;
using Lockkeeper.Pipeline;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>What a deployment would apply; changes nothing.</summary>
[TaskName("Plan")]
[TaskDescription("Shows the pending migrations and what they declare to remove and alter")]
public sealed class Plan : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var (target, plan) = await Lookup.AtAsync(context.Options, context.Services, token);
        var output = context.Run.Json ? PlanView.Json(target, plan) : PlanView.Text(target, plan);
        await context.Run.Result.WriteLineAsync(output);
    }
}
