using Lockkeeper.Processes;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>Where the Supabase CLI is looked for.</summary>
/// <param name="Named">The program that SUPABASE_CLI names; when set, it alone counts.</param>
/// <param name="Projects">Folders that may hold <c>node_modules/.bin</c>, before PATH: a project's own version is the one it was tested with.</param>
public sealed record CliSearch(string? Named, IReadOnlyList<string> Projects)
{
    /// <summary>The variable that names the program.</summary>
    public const string Variable = "SUPABASE_CLI";

    private const string Program = "supabase";

    /// <summary>SUPABASE_CLI, the projects' <c>node_modules/.bin</c>, and PATH.</summary>
    public static CliSearch OfThisMachine(params IReadOnlyList<string> projects)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return new CliSearch(string.IsNullOrWhiteSpace(named) ? null : named, projects);
    }

    /// <summary>The full path of the program, null when there is none.</summary>
    public string? Find() => Named is not null
        ? Programs.Find(Named)
        : Projects.Select(folder => Programs.FindIn(Path.Combine(folder, "node_modules", ".bin"), Program)).FirstOrDefault(found => found is not null)
            ?? Programs.Find(Program);

    /// <summary>For messages: the places that were searched.</summary>
    public override string ToString() => Named is null ? "node_modules/.bin and PATH" : $"{Variable} ({Named})";
}
