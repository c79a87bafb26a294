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
        var look = await Lookup.AtAsync(context.Options, context.Services, contract: true, token);
        var output = context.Run.Json ? PlanView.Json(look.Server, look.Plan, look.Contract) : PlanView.Text(look.Server, look.Plan, look.Contract);
        await context.Run.Result.WriteLineAsync(output);
    }
}
