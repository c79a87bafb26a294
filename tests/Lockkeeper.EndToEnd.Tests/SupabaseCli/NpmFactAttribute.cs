using Lockkeeper.Processes;

namespace Lockkeeper.EndToEnd.Tests.SupabaseCli;

/// <summary>A test that needs npm and a PostgreSQL server: without them it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() =>
        Skip = Testing.Postgres.SkipReason ?? (IsCi || Programs.Find("npm") is not null ? null : "npm is not installed, so the Supabase CLI cannot be asked.");

    private static bool IsCi =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !string.Equals(ci, "false", StringComparison.OrdinalIgnoreCase);
}
