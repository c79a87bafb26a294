using System.Globalization;
using System.Text;

namespace Lockkeeper.Postgres.Tests.Local;

/// <summary>What is left of a server: its processes and files.</summary>
internal static class TestFolders
{
    /// <summary>As root the server runs as another user, who must get to the folder.</summary>
    public static void LetOthersEnter(string folder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public static int PostmasterOf(string folder) =>
        int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public static bool IsRunning(int pid) => Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    /// <summary>All processes that work in a folder or below it.</summary>
    public static IReadOnlyList<int> ProcessesIn(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && new FileInfo($"/proc/{pid}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true),
    ];

    public static IReadOnlyList<string> FilesHolding(string folder, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.Length > 0)
                .Select(file => file.FullName)
                .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0),
        ];
    }
}
