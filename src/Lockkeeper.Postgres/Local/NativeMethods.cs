using System.Runtime.InteropServices;

namespace Lockkeeper.Postgres.Local;

/// <summary>The two calls of POSIX that .NET does not offer: giving a file to another user, and signals other than SIGKILL.</summary>
internal static class NativeMethods
{
    /// <summary>PostgreSQL's "immediate shutdown": stop at once, without a checkpoint.</summary>
    private const int SigQuit = 3;

    /// <summary>Gives a file or folder to another user. Only root may.</summary>
    public static void GiveTo(string path, uint userId, uint groupId)
    {
        if (chown(path, userId, groupId) != 0)
            throw new IOException($"{path} could not be given to user {userId}: errno {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Asks a postmaster to stop immediately; false when it is gone or not ours.</summary>
    public static bool Quit(int pid) => kill(pid, SigQuit) == 0;

    /// <summary>Whether a process of that number exists and belongs to us.</summary>
    public static bool Exists(int pid) => kill(pid, 0) == 0;

    /// <summary>This process's user and group, as containers take them.</summary>
    public static string Self() => $"{geteuid()}:{getegid()}";

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint geteuid();

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint getegid();

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int kill(int pid, int signal);
}
