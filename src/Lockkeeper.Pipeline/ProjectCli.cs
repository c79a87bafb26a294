using Lockkeeper.Pipeline.Options;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Pipeline;

/// <summary>The Supabase CLI that a project brings.</summary>
internal static class ProjectCli
{
    /// <summary>Of a project, the folder above its migrations, or above supabase/migrations.</summary>
    public static CliSearch SearchFor(DeployOptions options)
    {
        var above = Path.GetDirectoryName(options.MigrationsFolder);
        var folders = ((string?[])[above, Path.GetDirectoryName(above), options.Root]).OfType<string>().Distinct(StringComparer.Ordinal);
        return CliSearch.OfThisMachine([.. folders]);
    }
}
