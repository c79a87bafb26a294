using Cake.Frosting;
using Lockkeeper.Pipeline.Apply;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>Pending migrations and nothing around them.</summary>
[TaskName("Apply")]
[TaskDescription("Applies pending migrations to a development database, without backup and gates")]
public sealed class Apply : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var run = new ApplyRun(context.Options, context.Services, context.Run.Ahead);
        try
        {
            await run.RunAsync(token);
        }
        finally
        {
            context.Run.Report = run.Report;
        }

        if (context.Run.Json) await context.Run.Result.WriteAsync(JsonReport.Render(run.Report!));
        else await context.Run.Result.WriteLineAsync(ApplyView.Text(run.Report!));
    }
}
