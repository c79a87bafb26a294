using Cake.Core;
using Cake.Frosting;
using Lockkeeper.Failures;
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
        if (!context.HasDeployment)
        {
            if (context.Run.Failure is { } failure) TellUnopened(context, failure);
            return;
        }

        // Cake has no asynchronous teardown.
        TeardownAsync(context).GetAwaiter().GetResult();
    }

    private static async Task TeardownAsync(DeployContext context)
    {
        await using var deployment = context.Deployment;
        if (deployment.Close() is not { } report) return;
        context.Terminal.Report(TextTable.Render(report), deployment.Folder!.Path);
        new CiOutput(CiVariables(), Console.Out, TimeProvider.System).Publish(report, deployment.Folder);
        if (context.Run.Json) await context.Run.Result.WriteLineAsync(JsonReport.Render(report));
    }

    private static void TellUnopened(DeployContext context, DeployFailure failure)
    {
        context.Terminal.Failure(failure);
        if (!context.Run.Json) return;
        var report = context.Run.Report ?? UnopenedDeployment.Report(failure, context.Arguments.GetArgument("target") ?? "Default", TimeProvider.System);
        context.Run.Result.WriteLine(JsonReport.Render(report));
    }

    private static Dictionary<string, string> CiVariables() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
}
