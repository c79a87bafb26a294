using Lockkeeper.Postgres.Tools;

namespace Lockkeeper.Testing;

/// <summary>Whether tests can have a PostgreSQL server here: without one they are skipped on a laptop and fail in CI.</summary>
public static class Postgres
{
    internal const string Missing = "No PostgreSQL server is installed (and PG_BIN names none), so this cannot be tested.";

    private static readonly Lazy<bool> Installed = new(() => ToolSearch.OfThisMachine().All("postgres").Count > 0);

    /// <summary>Why tests that need a server are skipped; null when they run, or when they must fail.</summary>
    public static string? SkipReason => Installed.Value || IsCi ? null : Missing;

    internal static bool IsCi =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !string.Equals(ci, "false", StringComparison.OrdinalIgnoreCase);
}
