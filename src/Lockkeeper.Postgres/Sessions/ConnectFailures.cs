using System.Net.Sockets;
using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>Tells apart why a connection could not be made.</summary>
internal static class ConnectFailures
{
    /// <summary>Names the cause and the next step; the password is in neither.</summary>
    public static DeployFailure From(NpgsqlException error, NpgsqlConnectionStringBuilder settings) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e =>
            Server(e, FailureCode.AuthenticationFailed,
                $"{Where(settings)} refused the login of user \"{settings.Username}\": {e.MessageText}",
                "Check user and password of the environment's database URL."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e =>
            Server(e, FailureCode.Unreachable, $"{Where(settings)} has no database \"{settings.Database}\".",
                "Check the database name at the end of the database URL."),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } e =>
            Server(e, FailureCode.Unreachable, $"{Where(settings)} has no free connection: {e.MessageText}",
                "End idle sessions, or wait, and run the same command again."),
        PostgresException e =>
            Server(e, FailureCode.Unreachable, $"{Where(settings)} refused the connection: {e.MessageText}", "Read the server's message above."),
        // Npgsql reports an empty password itself, before anything is sent.
        _ when error.Message.Contains("No password has been provided", StringComparison.Ordinal) =>
            Link(error, FailureCode.AuthenticationFailed, $"{Where(settings)} asks for a password and none is configured.",
                "Put the password into the environment's database URL, or set PGPASSWORD."),
        _ => Link(error, FailureCode.Unreachable, $"{Where(settings)} cannot be reached: {Cause(error)}",
            "Check host and port of the database URL, and that this machine may connect (VPN, firewall, IPv6)."),
    };

    private static string Where(NpgsqlConnectionStringBuilder settings) => $"PostgreSQL at {settings.Host}:{settings.Port}";

    private static string Cause(Exception error) => error.InnerException switch
    {
        SocketException socket => socket.Message,
        TimeoutException => "no answer in time",
        { } inner => inner.Message,
        null => error.Message,
    };

    private static DeployFailure Server(PostgresException e, FailureCode code, string message, string next) =>
        new(code, message, e) { FailedBy = FailureSource.Server, ExitCode = ExitCode.NothingChanged, Next = next, SqlState = e.SqlState };

    private static DeployFailure Link(Exception e, FailureCode code, string message, string next) =>
        DeployFailure.NothingChanged(code, FailureSource.Link, message, next, e);
}
