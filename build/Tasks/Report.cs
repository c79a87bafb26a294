using Cake.Frosting;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>Renders a deployment's reports again from its ledger.</summary>
[TaskName("Report")]
[TaskDescription("Renders the reports of a deployment again (--deployment=ID, default: the newest)")]
public sealed class Report : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var folder = DeploymentFolder.Open(context.Options.ArtifactsFolder, context.Options.DeploymentId);
        var report = ReportWriter.Write(folder, LedgerFile.Read(folder));
        if (context.Run.Json) await context.Run.Result.WriteAsync(JsonReport.Render(report));
        else context.Terminal.Report(TextTable.Render(report), folder.Path);
    }
}
