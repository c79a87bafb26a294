namespace Lockkeeper.Postgres.Tools;

/// <summary>The folders where packages put the programs of one PostgreSQL major version.</summary>
internal static class DistributionFolders
{
    /// <summary>A star stands for one folder name (or a part of it), as in a shell.</summary>
    private static readonly string[] Patterns =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/usr/libexec/postgresql*",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/opt/homebrew/opt/libpq/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/usr/local/opt/libpq/bin",
        "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "C:/Program Files/PostgreSQL/*/bin",
    ];

    public static IReadOnlyList<string> Existing() => [.. Patterns.SelectMany(Expand).Where(Directory.Exists)];

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return [pattern];
        var parent = pattern[..pattern.LastIndexOf('/', star)];
        var rest = pattern.IndexOf('/', star);
        var name = pattern[(parent.Length + 1)..(rest < 0 ? pattern.Length : rest)];
        var tail = rest < 0 ? "" : pattern[rest..];
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, name).Order(StringComparer.Ordinal).Select(folder => folder + tail)
            : [];
    }
}
