using Lockkeeper.Postgres.Tools;
using Xunit;

namespace Lockkeeper.Testing;

/// <summary>A test that needs a PostgreSQL server with the extension plpgsql_check: without it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PlpgsqlCheckFactAttribute : FactAttribute
{
    public PlpgsqlCheckFactAttribute() => Skip = Postgres.SkipReason ?? (Postgres.IsCi || IsInstalled() ? null : "plpgsql_check is not installed.");

    // Beside the server's programs, or where Debian puts it.
    private static bool IsInstalled() =>
        ToolSearch.OfThisMachine().All("postgres").Select(p => Path.GetDirectoryName(p)!).SelectMany(bin => (string[])
        [
            Path.Combine(bin, "../share/extension"), Path.Combine(bin, "../share/postgresql/extension"),
            Path.Combine("/usr/share/postgresql", Path.GetFileName(Path.GetDirectoryName(bin)!), "extension"),
        ]).Any(folder => File.Exists(Path.Combine(folder, "plpgsql_check.control")));
}
