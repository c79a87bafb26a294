using System.Security.Cryptography;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>
/// A work folder with exactly the migrations that were planned, byte for byte. A file is shown to the CLI only when its turn has come, so
/// that one push applies one migration and no session state leaks from one into the next.
/// </summary>
public sealed class StagedProject : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly string _waiting;
    private readonly string _shown;

    private StagedProject()
    {
        _waiting = _scratch.Make("waiting");
        _shown = _scratch.Make("project", "supabase", "migrations");
        Home = _scratch.Make("home");
    }

    /// <summary>What <c>--workdir</c> takes; absolute.</summary>
    public string WorkFolder => Path.Combine(_scratch.Path, "project");

    /// <summary>An empty home folder for the CLI.</summary>
    public string Home { get; }

    /// <summary>Takes all files of the folder; what is not pending is shown at once.</summary>
    /// <exception cref="DeployFailure">Refused: a file is not what it was when the folder was read.</exception>
    public static async Task<StagedProject> CreateAsync(MigrationFolder folder, IReadOnlyList<Migration> pending, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(pending);
        var staged = new StagedProject();
        try
        {
            var waiting = pending.Select(m => m.FileName).ToHashSet(StringComparer.Ordinal);
            foreach (var migration in folder.Migrations)
                await staged.TakeAsync(folder.Folder, migration, waiting.Contains(migration.FileName) ? staged._waiting : staged._shown, token);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Shows a pending migration to the CLI.</summary>
    public void Show(Migration migration)
    {
        ArgumentNullException.ThrowIfNull(migration);
        var from = Path.Combine(_waiting, migration.FileName);
        if (File.Exists(from))
            File.Move(from, Path.Combine(_shown, migration.FileName));
    }

    /// <inheritdoc />
    public void Dispose() => _scratch.Dispose();

    // Copied first and hashed then: what is hashed is what is pushed.
    private async Task TakeAsync(string folder, Migration migration, string to, CancellationToken token)
    {
        var copy = Path.Combine(to, migration.FileName);
        try
        {
            File.Copy(Path.Combine(folder, migration.FileName), copy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Changed(migration, e);
        }

        await using var content = File.OpenRead(copy);
        if (!string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, token)), migration.Sha256, StringComparison.Ordinal))
            throw Changed(migration, inner: null);
    }

    private static DeployFailure Changed(Migration migration, Exception? inner) => DeployFailure.Refused(
        FailureCode.MigrationFolder,
        $"{migration.FileName} is not what it was when the migrations were planned: somebody changes the folder at this moment.",
        "Let the folder be, and run the same command again.",
        inner);
}
