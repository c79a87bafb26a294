using Cake.Frosting;
using Lockkeeper.Pipeline.NewMigration;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>The next file of the migrations folder.</summary>
[TaskName("NewMigration")]
[TaskDescription("Makes the next migration file (--name=\"add users index\")")]
public sealed class NewMigration : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var made = MigrationFileMaker.Make(context.Options, context.Services.Time);
        await context.Run.Result.WriteLineAsync(context.Run.Json ? NewMigrationView.Json(made.Version, made.Path) : made.Path);
    }
}
