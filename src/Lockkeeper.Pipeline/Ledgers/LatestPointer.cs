using System.Runtime.InteropServices;

namespace Lockkeeper.Pipeline.Ledgers;

/// <summary>
/// <c>latest</c> beside the deployments: a relative symbolic link to the newest, or, where the file system has none, a text file
/// with its id.
/// </summary>
internal static class LatestPointer
{
    internal const string Name = "latest";

    /// <summary>Points at a deployment; a reader sees the old one or the new one, and never none.</summary>
    internal static void Set(string deployments, string id)
    {
        var pointer = Path.Combine(deployments, Name);
        if (OperatingSystem.IsWindows() || !TryLink(pointer, id))
            PrivateFile.Replace(pointer, id + "\n");
    }

    /// <summary>The id that it names; null when there is none.</summary>
    internal static string? Read(string deployments)
    {
        var pointer = Path.Combine(deployments, Name);
        if (new FileInfo(pointer).LinkTarget is { } target)
            return Path.GetFileName(target);
        return File.Exists(pointer) ? File.ReadAllText(pointer).Trim() : null;
    }

    private static bool TryLink(string pointer, string id)
    {
        var temporary = $"{pointer}.{Guid.NewGuid():n}.tmp";
        try
        {
            File.CreateSymbolicLink(temporary, id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        if (Rename(temporary, pointer) == 0)
            return true;
        File.Delete(temporary);
        return false;
    }

    // File.Move follows a link to a folder and refuses it; rename(2) replaces the link itself, at once.
    [DllImport("libc", EntryPoint = "rename", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(string from, string to);
}
