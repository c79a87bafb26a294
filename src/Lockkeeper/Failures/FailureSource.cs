namespace Lockkeeper.Failures;

/// <summary>Who failed: the first thing a person wants to know.</summary>
public enum FailureSource
{
    /// <summary>The PostgreSQL server refused or failed a statement.</summary>
    Server,

    /// <summary>The connection to it.</summary>
    Link,

    /// <summary>The options, the environment variables or lockkeeper.yaml.</summary>
    Options,

    /// <summary>A gate of Lockkeeper, on purpose.</summary>
    Gate,

    /// <summary>A program that Lockkeeper runs, such as pg_dump.</summary>
    Tool,

    /// <summary>Lockkeeper itself.</summary>
    Us,
}
