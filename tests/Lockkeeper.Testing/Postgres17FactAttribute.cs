using Lockkeeper.Postgres.Tools;
using Xunit;

namespace Lockkeeper.Testing;

/// <summary>A test that needs PostgreSQL 17 beside the version that all tests use: without it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Postgres17FactAttribute : FactAttribute
{
    private const string Variable = "LOCKKEEPER_TEST_POSTGRES_17";

    public Postgres17FactAttribute() => Skip = Postgres.IsCi || Folder is not null ? null : $"{Variable} names no folder of PostgreSQL 17's programs (.ci/postgres17 prints one).";

    /// <summary>Its programs, and no other ones.</summary>
    public static ToolSearch Search => new(Folder ?? throw new InvalidOperationException($"{Variable} is not set: run .ci/postgres17."), [], []);

    private static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
