using Xunit;

namespace Lockkeeper.Testing;

/// <summary>A test with data that needs PgBouncer and a PostgreSQL server: without them it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PgBouncerTheoryAttribute : TheoryAttribute
{
    public PgBouncerTheoryAttribute() => Skip = PgBouncer.SkipReason;
}
