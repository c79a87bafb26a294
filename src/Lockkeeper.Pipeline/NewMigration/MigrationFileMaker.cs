using System.Text;
using System.Text.RegularExpressions;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.NewMigration;

/// <summary>A file that was made.</summary>
/// <param name="Version">Its 14 digits.</param>
/// <param name="Path">Absolute.</param>
public sealed record MadeMigration(string Version, string Path);

/// <summary>Makes the next file of the migrations folder.</summary>
public static partial class MigrationFileMaker
{
    /// <summary>Writes a file with a version after all others and a template for its header; it never overwrites one.</summary>
    /// <exception cref="DeployFailure">No usable name was given (exit code 2), or the folder cannot be written to.</exception>
    public static MadeMigration Make(DeployOptions options, TimeProvider time)
    {
        var name = Named(options.NewName);
        var folder = options.MigrationsFolder;
        if (!Directory.Exists(folder))
        {
            throw DeployFailure.Refused(
                FailureCode.MigrationFolder, $"The migrations folder {folder} does not exist.", "Create it, or name another with --migrations=DIR.");
        }

        // Whoever makes a file at this moment may take our version: the next look sees it.
        while (true)
        {
            var version = NextVersion.After(Versions(folder), time.GetUtcNow()) ?? throw NoneLeft(folder);
            var path = Path.Combine(folder, $"{version}_{name}.sql");
            if (Wrote(path)) return new MadeMigration(version, path);
        }
    }

    private static string Named(string? text)
    {
        var name = MigrationName.From(text ?? "");
        if (name.Length is > 0 and <= MigrationName.Longest) return name;
        var what = text is null ? "is needed." : name.Length == 0 ? "holds no letter from a to z and no digit." : $"is longer than {MigrationName.Longest} characters.";
        throw DeployFailure.BadConfiguration([new Problem("--name", what, "Write what the migration does: --name=\"add users index\".")]);
    }

    private static IEnumerable<string> Versions(string folder) =>
        Directory.EnumerateFiles(folder, "*.sql").Select(file => VersionPattern().Match(Path.GetFileName(file))).Where(m => m.Success).Select(m => m.Value);

    private static bool Wrote(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(MigrationTemplate.Text));
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.MigrationFolder, FailureSource.Us, $"{path} cannot be written: {e.Message}", "See who may write to the folder, and whether its disk is full.", e);
        }
    }

    private static DeployFailure NoneLeft(string folder) => DeployFailure.Refused(
        FailureCode.MigrationFolder, $"No version is greater than the newest in {folder}.", "Rename that file to a version that is a time.");

    [GeneratedRegex("^[0-9]{14}(?=_)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
