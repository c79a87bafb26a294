using System.Globalization;

namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>What /proc tells of the processes of this machine; nothing where there is no /proc.</summary>
internal static class RunningProcesses
{
    /// <summary>The command line of every process.</summary>
    public static IEnumerable<(int Pid, string Line)> CommandLines()
    {
        if (!Directory.Exists("/proc"))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && Read(Path.Combine(folder, "cmdline")) is { Length: > 0 } line)
                yield return (pid, line.Replace('\0', ' '));
        }
    }

    /// <summary>Every process that mentions a folder in its command line or works in it.</summary>
    public static IReadOnlyList<string> Of(string folder) =>
    [
        .. CommandLines()
            .Where(p => p.Line.Contains(folder, StringComparison.Ordinal)
                || new FileInfo($"/proc/{p.Pid}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true)
            .Select(p => $"{p.Pid} {p.Line}"),
    ];

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
