namespace Lockkeeper.Processes;

/// <summary>Finds programs as a shell does.</summary>
public static class Programs
{
    /// <summary>The full path of a program on PATH (or of a path that was given), null when there is none that may be run.</summary>
    public static string? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Contains(Path.DirectorySeparatorChar) || name.Contains(Path.AltDirectorySeparatorChar)
            ? FindIn(Path.GetDirectoryName(Path.GetFullPath(name))!, Path.GetFileName(name))
            : SearchPath().Select(folder => FindIn(folder, name)).FirstOrDefault(found => found is not null);
    }

    /// <summary>The full path of a program in a folder, null when it is not there or may not be run.</summary>
    public static string? FindIn(string folder, string name) =>
        Extensions(name).Select(extension => Path.Combine(folder, name + extension)).FirstOrDefault(MayRun);

    /// <summary>The absolute folders of PATH, in order, each once.</summary>
    public static IReadOnlyList<string> SearchPath() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathFullyQualified)
            .Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Extensions(string name) =>
        OperatingSystem.IsWindows() && !Path.HasExtension(name) ? [".exe", ".cmd", ".bat"] : [""];

    private static bool MayRun(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None);

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
