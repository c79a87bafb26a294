using System.Collections.Concurrent;

namespace Lockkeeper.Postgres.Tests;

/// <summary>Keeps what was told; unlike Progress&lt;T&gt; at once and in order.</summary>
internal sealed class Reports : IProgress<string>
{
    private readonly ConcurrentQueue<string> _told = [];

    public IReadOnlyList<string> Told => [.. _told];

    public void Report(string value) => _told.Enqueue(value);
}
