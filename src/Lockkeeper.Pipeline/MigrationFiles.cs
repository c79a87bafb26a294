using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Pipeline;

/// <summary>Reads the migrations folder once; what was read is what is planned and applied, whatever happens on disk meanwhile.</summary>
public static class MigrationFiles
{
    /// <summary>All migrations of the folder. What is wrong inside a file matters only where it is to be applied: the plan tells.</summary>
    /// <exception cref="DeployFailure">Refused: the folder is missing or breaks a rule; every breach is listed.</exception>
    public static Task<MigrationFolder> ReadAsync(string path, CancellationToken token) => Task.Run(() => Read(path, token), token);

    // Files are many and small: to await each takes longer than to read it.
    private static MigrationFolder Read(string path, CancellationToken token)
    {
        if (!Directory.Exists(path))
        {
            throw DeployFailure.Refused(
                FailureCode.MigrationFolder, $"The migrations folder {path} does not exist.", "Create it, or name another with --migrations=DIR.");
        }

        var sources = new List<MigrationSource>();
        foreach (var file in Directory.EnumerateFiles(path, "*.sql"))
        {
            token.ThrowIfCancellationRequested();
            sources.Add(new MigrationSource(Path.GetFileName(file), File.ReadAllBytes(file)));
        }

        var folder = MigrationFolder.From(path, sources);
        return folder.Refusal(toApply: []) is { } refusal ? throw refusal.ToFailure() : folder;
    }
}
