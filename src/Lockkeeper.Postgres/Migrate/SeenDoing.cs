namespace Lockkeeper.Postgres.Migrate;

/// <summary>What a statement is seen to do by another session.</summary>
public enum SeenDoing
{
    /// <summary>It works.</summary>
    Work,

    /// <summary>It waits, and nobody waits behind it.</summary>
    Wait,

    /// <summary>It waits for a lock of a table, and writers or readers queue behind it.</summary>
    MakeOthersWait,
}
