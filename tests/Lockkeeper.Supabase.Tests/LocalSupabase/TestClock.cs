namespace Lockkeeper.Supabase.Tests.LocalSupabase;

/// <summary>The real time, moved on by hand.</summary>
internal sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan time) => _ahead += time;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
