using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Local;

/// <summary>The folder (0700) that holds all of one throwaway server, named lockkeeper-RANDOM.</summary>
internal sealed class ClusterFolder
{
    /// <summary>How the names of all such folders begin.</summary>
    public const string Prefix = "lockkeeper-";

    /// <summary>Longest path of a socket that every platform takes, in bytes.</summary>
    private const int SocketLimit = 100;

    private readonly LesserUser? _user;

    private ClusterFolder(string path, LesserUser? user) => (FullPath, _user) = (path, user);

    public string FullPath { get; }

    public string Data => Path.Combine(FullPath, "data");

    public string Log => Path.Combine(FullPath, "server.log");

    /// <summary>Where the socket goes; null when the path would be too long for one.</summary>
    public string? SocketFolder =>
        System.Text.Encoding.UTF8.GetByteCount(Path.Combine(FullPath, ".s.PGSQL.65535")) <= SocketLimit ? FullPath : null;

    /// <summary>Makes the folder, owned by the user that the server will run as.</summary>
    public static ClusterFolder Create(string? below, LesserUser? user, string? container)
    {
        var parent = Path.GetFullPath(below ?? Path.GetTempPath());
        if (below is null && user is not null && !OthersMayEnter(parent))
            parent = "/tmp";
        string? path = null;
        try
        {
            path = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..12]);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            new OwnerFile(ProcessIdentity.Current(), container).Write(path);
            if (user is not null)
                NativeMethods.GiveTo(path, user.UserId, user.GroupId);
            return new ClusterFolder(path, user);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Delete(path);
            throw DeployFailure.NothingChanged(
                FailureCode.LocalServer,
                FailureSource.Us,
                $"No folder for the local server can be made below {parent}: {failure.Message}",
                "Set TMPDIR to a folder that can be written to and has room, then run the same command again.",
                failure);
        }
    }

    /// <summary>Writes a file that only the server's user may read (0600).</summary>
    public string WritePrivate(string name, string content)
    {
        var file = Path.Combine(FullPath, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(file, options))
            writer.Write(content);
        if (_user is not null)
            NativeMethods.GiveTo(file, _user.UserId, _user.GroupId);
        return file;
    }

    /// <summary>The end of the server's log, to be quoted.</summary>
    public string LogTail()
    {
        try
        {
            return string.Join('\n', File.ReadLines(Log).TakeLast(20));
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Delete() => Delete(FullPath);

    /// <summary>Deletes a folder with all that is in it; one that is already gone, or cannot be deleted now, is left.</summary>
    public static void Delete(string? path)
    {
        for (var attempt = 0; attempt < 3 && Directory.Exists(path); attempt++)
        {
            try
            {
                // The owner's file goes last: a deletion that is interrupted is then finished by the next run.
                var data = Path.Combine(path, "data");
                if (Directory.Exists(data))
                    Directory.Delete(data, recursive: true);
                Directory.Delete(path, recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // Somebody else deletes it too, or a last process of the server was still writing: once more.
            }
        }
    }

    private static bool OthersMayEnter(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (!at.Exists || OperatingSystem.IsWindows() || (at.UnixFileMode & UnixFileMode.OtherExecute) == UnixFileMode.None)
                return false;
        }
        return true;
    }
}
