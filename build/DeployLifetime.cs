using Cake.Core;
using Cake.Frosting;
using Lockkeeper.Pipeline;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Reports;

namespace Lockkeeper.Build;

/// <summary>Ends the run: whatever happened, the target is let go, the throwaway server removed and the reports written.</summary>
public sealed class DeployLifetime : FrostingLifetime<DeployContext>
{
    /// <summary>Nothing: dry runs come here too.</summary>
    public override void Setup(DeployContext context, ISetupContext info)
    {
    }

    /// <inheritdoc />
    public override void Teardown(DeployContext context, ITeardownContext info)
    {
        // Cake has no asynchronous teardown.
        if (context.HasDeployment) TeardownAsync(context).GetAwaiter().GetResult();
        else TellFailure(context);
    }

    private static async Task TeardownAsync(DeployContext context)
    {
        await using var deployment = context.Deployment;
        if (deployment.Close() is not { } report)
        {
            TellFailure(context);
            return;
        }

        context.Terminal.Report(TextTable.Render(report), deployment.Folder!.Path);
        new CiOutput(DeployContext.Variables(), Console.Out, TimeProvider.System).Publish(report, deployment.Folder);
        if (context.Run.Json) await context.Run.Result.WriteAsync(JsonReport.Render(report));
    }

    // What failed before there was a ledger is in no report.
    private static void TellFailure(DeployContext context)
    {
        if (context.Run.Failure is not { } failure) return;
        context.Terminal.Failure(failure);
        if (!context.Run.Json || context.Run.IsAnswered) return;
        var report = context.Run.Report ?? UnopenedDeployment.Report(failure, context.Arguments.GetArgument("target") ?? "Default", TimeProvider.System);
        context.Run.Result.Write(JsonReport.Render(report));
    }
}
