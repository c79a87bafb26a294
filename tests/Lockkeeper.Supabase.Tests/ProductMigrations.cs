using System.Text.RegularExpressions;

namespace Lockkeeper.Supabase.Tests;

/// <summary>The files of migrations/, as they lie in the repository.</summary>
internal static partial class ProductMigrations
{
    public static string Folder { get; } = Path.Combine(Root(AppContext.BaseDirectory), "migrations");

    public static IReadOnlyList<SqlFile> All { get; } =
    [
        .. Directory.GetFiles(Folder, "*.sql")
            .Order(StringComparer.Ordinal)
            .Select(path => new SqlFile(Path.GetFileName(path), File.ReadAllText(path))),
    ];

    public static SqlFile Last => All[^1];

    public static string Seed { get; } = File.ReadAllText(Path.Combine(Folder, "local", "seed.sql"));

    /// <summary>Whether PostgreSQL refuses the file inside a transaction block.</summary>
    public static bool RunsAlone(SqlFile file) => ConcurrentIndex().IsMatch(file.Text);

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Lockkeeper.slnx"))
            ? folder
            : Root(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from within the repository."));

    [GeneratedRegex("^(create|drop) index concurrently", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConcurrentIndex();
}
