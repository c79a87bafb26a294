namespace Lockkeeper.Evidence;

/// <summary>Which database this is: enough to tell it from every other one, and nothing secret.</summary>
/// <param name="Host">Host name or socket folder as configured.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Database">Database name.</param>
/// <param name="User">The role that deploys.</param>
/// <param name="ServerVersion">As the server says it, for instance <c>15.18</c>.</param>
/// <param name="ServerMajor">The major version, for instance 15.</param>
/// <param name="SystemIdentifier">From pg_control_system(): unique per initdb, kept by physical copies; null where the server hides it.</param>
public sealed record TargetIdentity(
    string Host,
    int Port,
    string Database,
    string User,
    string ServerVersion,
    int ServerMajor,
    string? SystemIdentifier)
{
    /// <summary>Whether both name the same database of the same server, however it was reached.</summary>
    public bool IsSameDatabaseAs(TargetIdentity other) =>
        string.Equals(Database, other.Database, StringComparison.Ordinal)
        && (SystemIdentifier is { } mine && other.SystemIdentifier is { } theirs
            ? string.Equals(mine, theirs, StringComparison.Ordinal)
            : string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase) && Port == other.Port);

    /// <inheritdoc />
    public override string ToString() => $"{Database} on {Host}:{Port} (PostgreSQL {ServerVersion})";
}
