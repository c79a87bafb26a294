namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>The repository that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string Migrations { get; } = Path.Combine(Root, "migrations");

    /// <summary>The names of the product's migrations, oldest first.</summary>
    public static IReadOnlyList<string> MigrationNames { get; } =
        [.. Directory.GetFiles(Migrations, "*.sql").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Their versions.</summary>
    public static IReadOnlyList<string> Versions { get; } = [.. MigrationNames.Select(name => name.Split('_')[0])];

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Lockkeeper.slnx"))
            ? folder
            : Above(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from within the repository."));
}
