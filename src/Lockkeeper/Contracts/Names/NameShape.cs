namespace Lockkeeper.Contracts.Names;

/// <summary>How the name of an object is written.</summary>
internal enum NameShape
{
    /// <summary><c>name</c>: what lives outside schemas.</summary>
    Bare,

    /// <summary><c>schema.name</c>.</summary>
    Qualified,

    /// <summary><c>schema.table.column</c>.</summary>
    Column,

    /// <summary><c>name on schema.table</c>.</summary>
    OnTable,

    /// <summary><c>schema.name(types)</c>.</summary>
    Routine,

    /// <summary><c>schema.+(types)</c>.</summary>
    Operator,

    /// <summary><c>schema.name using method</c>.</summary>
    Using,

    /// <summary><c>(type as type)</c>.</summary>
    Cast,

    /// <summary><c>for type language name</c>.</summary>
    Transform,

    /// <summary><c>for role on server name</c>.</summary>
    UserMapping,

    /// <summary><c>of role in schema name on tables</c>.</summary>
    DefaultPrivileges,

    /// <summary><c>name in publication</c>.</summary>
    In,

    /// <summary><c>on</c> and another object.</summary>
    On,

    /// <summary>A text that is no identifier: what a bucket or a job is called.</summary>
    Text,

    /// <summary>Words to compare as they are.</summary>
    Words,
}
