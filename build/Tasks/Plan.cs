using Cake.Frosting;
using Lockkeeper.Pipeline;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>What a deployment would apply; changes nothing. Fails where a deployment would be refused, so that CI can ask on every change.</summary>
[TaskName("Plan")]
[TaskDescription("Shows the pending migrations and what they declare to remove and alter")]
public sealed class Plan : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var look = await Lookup.AtAsync(context.Options, context.Services, contract: true, token);
        var late = context.Options.IncludeOutOfOrder;
        await context.Run.Result.WriteLineAsync(
            context.Run.Json ? PlanView.Json(look.Server, look.Plan, look.Contract, late) : PlanView.Text(look.Server, look.Plan, look.Contract, late));
        context.Run.IsAnswered = true;
        if (PlanView.Refusal(look.Plan, look.Contract, late) is { } refusal) throw refusal;
    }
}
