using Lockkeeper.Processes;
using Xunit;

namespace Lockkeeper.Testing;

/// <summary>A test that needs a PostgreSQL server and the program age: without it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AgeFactAttribute : FactAttribute
{
    public AgeFactAttribute() => Skip = Postgres.SkipReason ?? (Postgres.IsCi || Programs.Find("age") is not null ? null : "The program age is not installed.");
}
