namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>A folder that only this user may read and that is removed when disposed.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lockkeeper-cli-").FullName;

    public string Make(params string[] below) => Directory.CreateDirectory(System.IO.Path.Combine([Path, .. below])).FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A program that was just killed may still hold a file on Windows; nothing secret is in here.
        }
    }
}
