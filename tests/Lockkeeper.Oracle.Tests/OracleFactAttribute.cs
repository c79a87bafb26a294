namespace Lockkeeper.Oracle.Tests;

/// <summary>A test that needs libpg_query: skipped on a laptop without it, failing in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        if (PgQuery.Missing is not null && Environment.GetEnvironmentVariable("CI") is not ("true" or "1"))
            Skip = PgQuery.Missing;
    }
}

/// <summary>A theory that needs libpg_query: skipped on a laptop without it, failing in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        if (PgQuery.Missing is not null && Environment.GetEnvironmentVariable("CI") is not ("true" or "1"))
            Skip = PgQuery.Missing;
    }
}
