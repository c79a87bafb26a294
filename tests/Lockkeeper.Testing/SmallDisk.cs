using System.Globalization;
using Lockkeeper.Processes;
using Xunit;

namespace Lockkeeper.Testing;

/// <summary>A file system of a few bytes, in memory: only root can make one.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Makes one of that many megabytes.</summary>
    public static async Task<SmallDisk> CreateAsync(int megabytes)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("lk-small-disk-").FullName);
        await RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", disk.Folder);
        return disk;
    }

    /// <summary>Leaves that many bytes of it free.</summary>
    public void FillUpTo(long left)
    {
        var chunk = new byte[1 << 16];
        using var file = new FileStream(Path.Combine(Folder, "other-peoples-file"), FileMode.Append);
        while (new DriveInfo(Folder).AvailableFreeSpace > left + chunk.Length)
        {
            file.Write(chunk);
            file.Flush();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    internal static bool IsPossible()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;
        try
        {
            Task.Run(async () => await (await CreateAsync(1)).DisposeAsync()).GetAwaiter().GetResult();
            return true;
        }
        catch (ChildProcessFailure)
        {
            // Root of a container that may not mount.
            return false;
        }
    }

    private static Task RunAsync(string program, params string[] arguments) =>
        ChildProcess.RunAsync(new ChildCommand(program, arguments) { Deadline = TimeSpan.FromSeconds(20) }, CancellationToken.None);
}

/// <summary>A test that needs a PostgreSQL server and a disk that is soon full.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Possible = new(SmallDisk.IsPossible);

    public SmallDiskFactAttribute() => Skip = Postgres.SkipReason ?? (Possible.Value ? null : "Only root, where it may mount, can make a small file system.");
}
