using Lockkeeper.Processes;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.SupabaseJs;

/// <summary>A test that needs node, npm and a PostgreSQL server: without them it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Testing.Postgres.SkipReason ?? (IsCi || (Programs.Find("node") is not null && Programs.Find("npm") is not null)
        ? null
        : "node and npm are not installed, so the official client cannot run.");

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !string.Equals(ci, "false", StringComparison.OrdinalIgnoreCase);
}
