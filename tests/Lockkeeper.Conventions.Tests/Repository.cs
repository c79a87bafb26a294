using Lockkeeper.Processes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lockkeeper.Conventions.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<string>> TrackedFiles = new(ListTracked);
    private static readonly Lazy<IReadOnlyList<SyntaxTree>> ProductTrees = new(() => [.. ProductFiles.Select(Parse)]);

    public static string Root { get; } = Find();

    /// <summary>What git tracks, as paths relative to the root with slashes.</summary>
    public static IReadOnlyList<string> Tracked => TrackedFiles.Value;

    /// <summary>C# files of src and build.</summary>
    public static IEnumerable<string> ProductFiles =>
        Tracked.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && (path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("build/", StringComparison.Ordinal)));

    /// <summary>The same, parsed; FilePath is relative to the root.</summary>
    public static IReadOnlyList<SyntaxTree> Product => ProductTrees.Value;

    public static IEnumerable<SyntaxTree> Src => Product.Where(tree => tree.FilePath.StartsWith("src/", StringComparison.Ordinal));

    public static string FullPath(string tracked) => Path.Combine(Root, tracked);

    public static int LinesOf(string tracked) => File.ReadLines(FullPath(tracked)).Count();

    private static SyntaxTree Parse(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(FullPath(path)), new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse), path);

    private static IReadOnlyList<string> ListTracked()
    {
        var git = ChildProcess.RunAsync(
            new ChildCommand("git", ["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]) { WorkingDirectory = Root, Deadline = TimeSpan.FromMinutes(1) },
            CancellationToken.None).GetAwaiter().GetResult();
        return [.. git.StandardOutput.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(FullPath(path)))];
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lockkeeper.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
