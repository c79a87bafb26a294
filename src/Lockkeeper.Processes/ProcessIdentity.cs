using System.Diagnostics;

namespace Lockkeeper.Processes;

/// <summary>
/// One process for good: a number alone is given to another process later. On Linux the start is the kernel's own count of ticks
/// (proc(5), field 22 of stat), which every reader sees alike.
/// </summary>
/// <param name="Pid">The process number.</param>
/// <param name="Started">When it started, in the words of this platform; only ever compared.</param>
/// <param name="Scope">The boot and the process namespace that the number is valid in.</param>
public sealed record ProcessIdentity(int Pid, string Started, string Scope)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>This process.</summary>
    public static ProcessIdentity Current() =>
        new(Environment.ProcessId, StartOf(Environment.ProcessId) ?? "", $"{Boot()} {Namespace()}");

    /// <summary>
    /// Whether that process has certainly ended. One in another namespace (a container on the same machine) cannot be seen from
    /// here and never counts as ended, unless the machine was started anew since.
    /// </summary>
    public bool HasEnded()
    {
        var scope = Scope.Split(' ');
        if (!string.Equals(scope[0], Boot(), StringComparison.Ordinal))
            return true;
        return string.Equals(scope[^1], Namespace(), StringComparison.Ordinal)
            && !string.Equals(StartOf(Pid), Started, StringComparison.Ordinal);
    }

    private static string Boot() => File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "-";

    private static string Namespace() => new FileInfo("/proc/self/ns/pid").LinkTarget ?? "-";

    private static string? StartOf(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // The program's name, in parentheses, may hold spaces and parentheses itself.
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : fields[19];
            }
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss");
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
