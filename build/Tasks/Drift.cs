using Cake.Frosting;
using Lockkeeper.Pipeline.Drift;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>A live target beside what it should be; changes nothing.</summary>
[TaskName("Drift")]
[TaskDescription("Compares a live target with what its applied migrations imply, or with another environment (--against=…)")]
public sealed class Drift : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var report = await new DriftRun(context.Options, context.Services).RunAsync(token);
        await context.Run.Result.WriteLineAsync(context.Run.Json ? DriftView.Json(report) : DriftView.Text(report));
        context.Run.IsAnswered = true;
        if (report.Refusal() is { } refusal) throw refusal;
    }
}
