using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>What is usually behind an error of the database or of the connection to it.</summary>
internal static class DatabaseCauses
{
    private const string Log = "look at the server's log for that moment";

    public static SmokeFinding Of(Exception e) => e switch
    {
        PostgresException said => Of(said),
        DeployFailure failure => new(failure.Message, CauseOf(failure), failure.Next),
        { InnerException: TimeoutException } => new("the server did not answer in time", "it is overloaded, or the network between fell silent", Log),
        _ => new(e.Message, "the connection was lost", $"look whether the server runs, then {Log}"),
    };

    private static SmokeFinding Of(PostgresException e)
    {
        var (cause, next) = e.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => ("the role that deploys lacks a privilege", "grant what the message names, or deploy as the role that has it"),
            PostgresErrorCodes.QueryCanceled => ("the statement took longer than it may: a large table, or a lock", "look at what runs in pg_stat_activity, and run the tests again"),
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected => ("somebody else holds a lock", "look at who waits and who holds in pg_stat_activity and pg_locks"),
            PostgresErrorCodes.ReadOnlySqlTransaction => ("the database takes no writes: a standby, or default_transaction_read_only", "compare the database's address with the primary's, and look at that setting"),
            PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.TooManyConnections => ("the server has run out of room, memory or connections", "make room, then run the tests again"),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedObject =>
                ("something is named that is not there: a migration removed or renamed it", "correct what names it with a new migration"),
            PostgresErrorCodes.RaiseException => ("a trigger or a function refuses it", "look at the triggers of the table that is written to"),
            _ when e.SqlState.StartsWith("23", StringComparison.Ordinal) => ("a constraint of the table, or of one that a trigger writes to", "look at the constraint that the message names"),
            _ => ("the server refuses the statement", Log),
        };
        return new($"{e.MessageText} (SQLSTATE {e.SqlState}){(e.Where is null ? "" : $", in {e.Where.ReplaceLineEndings(" ")}")}", cause, next);
    }

    private static string CauseOf(DeployFailure failure) => failure.FailedBy switch
    {
        FailureSource.Server => "the server is up and does not let us in",
        FailureSource.Link => "nobody listens at that address, or the network between does not let us through",
        FailureSource.Options => "the configuration",
        _ => "what the message says",
    };
}
