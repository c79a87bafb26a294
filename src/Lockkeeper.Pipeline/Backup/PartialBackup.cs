using System.Text.Json;
using Lockkeeper.Processes;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>
/// A backup while it is made: in a folder that no reader takes for one, with the process that makes it. What is not completed is removed
/// again; what a killed run left is removed by the next one.
/// </summary>
internal sealed class PartialBackup : IDisposable
{
    /// <summary>How the names of such folders end.</summary>
    public const string Suffix = ".partial";

    private const string Owner = "owner.json";

    // A folder gets its owner a moment after it was made.
    private static readonly TimeSpan OwnerGrace = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly string _final;

    private PartialBackup(string final) => (_folder, _final) = (final + Suffix, final);

    /// <summary>What pg_dump writes.</summary>
    public string Dump => Path.Combine(_folder, "dump");

    /// <summary>The same, encrypted.</summary>
    public string Encrypted => Path.Combine(_folder, "encrypted");

    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static PartialBackup Create(string final)
    {
        var partial = new PartialBackup(final);
        PrivateFolder.Create(Path.GetDirectoryName(final)!);
        PrivateFolder.Create(partial._folder);
        try
        {
            File.WriteAllText(Path.Combine(partial._folder, Owner), JsonSerializer.Serialize(ProcessIdentity.Current(), ManifestJson.Default.ProcessIdentity));
            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    /// <summary>Gives a finished folder its name: from now on it is a backup.</summary>
    public void Complete(string finished) => Directory.Move(finished, _final);

    /// <summary>Removes what is left, plain files of an encrypted backup among it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Whether nobody works on this folder any more.</summary>
    public static bool IsLeftover(string partial, TimeProvider time)
    {
        try
        {
            var owner = Path.Combine(partial, Owner);
            if (!File.Exists(owner)) return time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(partial) > OwnerGrace;
            return JsonSerializer.Deserialize(File.ReadAllText(owner), ManifestJson.Default.ProcessIdentity)?.HasEnded() ?? true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return e is JsonException;
        }
    }
}
