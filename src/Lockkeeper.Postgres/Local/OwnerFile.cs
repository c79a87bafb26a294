using System.Text.Json;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Local;

/// <summary>Who made a throwaway server's folder: what the next run needs to tell a leftover from a server in use.</summary>
/// <param name="Process">The owner; the server is a leftover once it has ended.</param>
/// <param name="Container">The container that the server runs in, null for an installed one.</param>
internal sealed record OwnerFile(ProcessIdentity Process, string? Container)
{
    private const string Name = "owner.json";

    public void Write(string folder)
    {
        // Moved into place: a reader never sees half of it.
        var file = Path.Combine(folder, Name);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Null when there is none, or none that this user may read.</summary>
    public static OwnerFile? Read(string folder)
    {
        try
        {
            var owner = JsonSerializer.Deserialize<OwnerFile>(File.ReadAllText(Path.Combine(folder, Name)));
            return owner?.Process is null ? null : owner;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
