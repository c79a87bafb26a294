using System.Diagnostics;

namespace Lockkeeper.Postgres.Local;

/// <summary>The main process of a server, as its data folder names it.</summary>
internal sealed record Postmaster(int Pid, string DataFolder)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The postmaster that runs on this data folder, null when there is none.</summary>
    public static Postmaster? Of(string dataFolder)
    {
        try
        {
            var file = Path.Combine(dataFolder, "postmaster.pid");
            if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), out var pid) || pid <= 1)
                return null;
            var found = new Postmaster(pid, dataFolder);
            return found.Runs() ? found : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether that process is still this server's. The file outlives a killed server and its number may by now be somebody
    /// else's; a postmaster always works in its data folder.
    /// </summary>
    public bool Runs()
    {
        if (!NativeMethods.Exists(Pid))
            return false;
        if (!OperatingSystem.IsLinux())
            return IsNamedPostgres();
        var folder = new FileInfo($"/proc/{Pid}/cwd").LinkTarget;
        // One that has ended has none, though its number stays until somebody asks for its exit code.
        return folder is not null
            && (string.Equals(folder, Path.GetFullPath(DataFolder), StringComparison.Ordinal)
                || string.Equals(folder, RealPath(DataFolder), StringComparison.Ordinal));
    }

    /// <summary>Stops the server immediately and waits until it is gone; false when it stays.</summary>
    public async Task<bool> StopAsync()
    {
        NativeMethods.Quit(Pid);
        for (var waited = TimeSpan.Zero; Runs(); waited += Step)
        {
            if (waited > Patience)
                return false;
            await Task.Delay(Step);
        }
        return true;
    }

    /// <summary>The same, for the moment when this process ends and nothing can be awaited any more.</summary>
    public void StopNow()
    {
        NativeMethods.Quit(Pid);
        using var never = new ManualResetEventSlim();
        for (var waited = TimeSpan.Zero; Runs() && waited < Patience; waited += Step)
            never.Wait(Step);
    }

    private bool IsNamedPostgres()
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // The system's temporary folder is itself a link on some systems.
    private static string? RealPath(string folder)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        var grand = Path.GetDirectoryName(parent)!;
        var real = Directory.Exists(grand) ? new DirectoryInfo(grand).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null;
        return real is null ? null : Path.Combine(real, Path.GetFileName(parent), Path.GetFileName(folder));
    }
}
