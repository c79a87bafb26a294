namespace Lockkeeper.Pipeline.Tests.Ledgers;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 10, 15, 0, TimeSpan.Zero);
}
