using Xunit;

namespace Lockkeeper.Testing;

/// <summary>A test that needs the Supabase CLI and a PostgreSQL server: without npm it is skipped on a laptop and fails in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SupabaseCliFactAttribute : FactAttribute
{
    public SupabaseCliFactAttribute() => Skip = SupabaseCliPackage.SkipReason;
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SupabaseCliTheoryAttribute : TheoryAttribute
{
    public SupabaseCliTheoryAttribute() => Skip = SupabaseCliPackage.SkipReason;
}
