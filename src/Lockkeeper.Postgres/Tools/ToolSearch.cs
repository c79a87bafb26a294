using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Tools;

/// <summary>Where PostgreSQL's programs are looked for.</summary>
/// <param name="PgBin">The folder named by PG_BIN; when set, it alone counts.</param>
/// <param name="Path">The folders of PATH.</param>
/// <param name="Distribution">The folders where distributions put each major version.</param>
public sealed record ToolSearch(string? PgBin, IReadOnlyList<string> Path, IReadOnlyList<string> Distribution)
{
    /// <summary>PG_BIN, PATH and the distribution folders of this machine.</summary>
    public static ToolSearch OfThisMachine()
    {
        var named = Environment.GetEnvironmentVariable("PG_BIN");
        return new ToolSearch(string.IsNullOrWhiteSpace(named) ? null : named, Programs.SearchPath(), DistributionFolders.Existing());
    }

    /// <summary>The full paths of all programs of that name, links resolved, each once, in the order they are preferred.</summary>
    public IReadOnlyList<string> All(string program) =>
    [
        .. (PgBin is null ? Path.Concat(Distribution) : [PgBin])
            .Select(folder => Programs.FindIn(folder, program))
            .Select(found => found is null ? null : Resolved(found))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>For messages: the places that were searched.</summary>
    public override string ToString() => PgBin is null ? "PATH and the distribution's folders" : $"PG_BIN ({PgBin})";

    private static string? Resolved(string path)
    {
        var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        var name = System.IO.Path.GetFileName(target);
        // Debian's pg_wrapper chooses a version anew on each call, by the arguments; the versioned folders hold the same programs.
        if (name is "pg_wrapper")
            return null;
        return string.Equals(name, System.IO.Path.GetFileName(path), StringComparison.Ordinal) ? target : path;
    }
}
