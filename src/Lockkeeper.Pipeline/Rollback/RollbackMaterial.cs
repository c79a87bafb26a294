using System.Globalization;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Rollback;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Rollback;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>What a rollback needs of the backup, taken out of it beforehand into a private folder beside it, which is gone afterwards.</summary>
internal sealed class RollbackMaterial : IAsyncDisposable
{
    private readonly StoredBackup _backup;
    private readonly DumpReader _reader;
    private readonly string _scratch;

    private RollbackMaterial(StoredBackup backup, DumpReader reader, string scratch) => (_backup, _reader, _scratch) = (backup, reader, scratch);

    public required DumpContents Contents { get; init; }

    public static async Task<RollbackMaterial> OpenAsync(StoredBackup backup, ContainerRuntime? containers, CancellationToken token)
    {
        var manifest = backup.Manifest;
        var tools = await ClientTools.FindAsync(Math.Max(manifest.Target.ServerMajor, MajorOf(manifest.PgDump)), containers, token);
        // Where the backup lies there is room and nobody else may read; what a killed run left goes now.
        var scratch = $"{Path.TrimEndingDirectorySeparator(backup.Evidence.Path)}.rollback";
        Remove(scratch);
        PrivateFolder.Create(scratch);
        try
        {
            var reader = new DumpReader(tools, backup.Folder, scratch);
            return new RollbackMaterial(backup, reader, scratch) { Contents = await reader.ContentsAsync(token) };
        }
        catch
        {
            Remove(scratch);
            throw;
        }
    }

    /// <summary>Reads statements and rows, so that nothing but SQL is left to do while locks are held.</summary>
    public Task<UndoWork> WorkAsync(DeploymentRecord deployment, RollbackPlan plan, CatalogBaseline baseline, CancellationToken token) =>
        UndoWork.PrepareAsync(deployment.DeploymentId, plan, baseline, deployment.Applied, _reader, Contents, _backup.Manifest.Tables, token);

    public ValueTask DisposeAsync()
    {
        Remove(_scratch);
        return ValueTask.CompletedTask;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static int MajorOf(string version) =>
        int.TryParse([.. version.TakeWhile(char.IsAsciiDigit)], CultureInfo.InvariantCulture, out var major) ? major : 0;
}
