namespace Lockkeeper.Migrations;

/// <summary>Where a version stands between the folder and the history.</summary>
public enum MigrationState
{
    /// <summary>In both, and as far as can be told with the same statements.</summary>
    Applied,

    /// <summary>In the folder only, and newer than everything in the history.</summary>
    Pending,

    /// <summary>In the history only.</summary>
    Missing,

    /// <summary>In the folder only, although the history holds a newer version.</summary>
    OutOfOrder,

    /// <summary>In both, with different statements.</summary>
    Modified,
}
