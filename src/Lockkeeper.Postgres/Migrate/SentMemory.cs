namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// The memory of what was sent, cleared each time that much of it has come together: the runtime would rather take more than look for what is
/// dead, and the machine of a CI runner may have little.
/// </summary>
/// <param name="large">How much, in bytes or characters.</param>
internal sealed class SentMemory(int large)
{
    private long _sinceCleared;

    /// <summary>Notes that so much more is sent.</summary>
    public void Add(long size) => _sinceCleared += size;

    /// <summary>Before more is made: clears it where there is much.</summary>
    public void MakeRoom()
    {
        if (_sinceCleared > large) Clear();
    }

    /// <summary>Clears it, and all else that is dead.</summary>
    public void Clear()
    {
        GC.Collect();
        _sinceCleared = 0;
    }
}
