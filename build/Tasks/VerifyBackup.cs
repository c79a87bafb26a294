using Cake.Frosting;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Reports;

namespace Lockkeeper.Build.Tasks;

/// <summary>Restores a backup and compares it with its manifest.</summary>
[TaskName("VerifyBackup")]
[TaskDescription("Restores a backup and compares it with its manifest (--backup=DIR or --deployment=ID, default: the newest)")]
public sealed class VerifyBackup : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var backup = await new BackupVerification(context.Options, context.Services).RunAsync(token);
        await context.Run.Result.WriteLineAsync(context.Run.Json ? BackupView.Json(backup) : BackupView.Text(backup));
    }
}
