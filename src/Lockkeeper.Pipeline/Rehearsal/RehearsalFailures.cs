using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>What did not hold on the copy: told as on a target, but that no target was touched.</summary>
internal static class RehearsalFailures
{
    /// <summary>The plan failed there, or the copy did.</summary>
    public static DeployFailure From(Exception e) => e switch
    {
        DeployFailure { Code: FailureCode.ContractBroken } f => Of(
            Cause(f), BeforeWhatHappened(Cause(f).Message), ExitCode.Refused, "Correct the statements, or the header if every change is wanted; then run the same command again."),
        DeployFailure f => Of(Cause(f), Cause(f).Message, ExitCode.NothingChanged, $"{Cause(f).Next} {OffNext}"),
        NpgsqlException n => DeployFailure.NothingChanged(
            FailureCode.LocalServer, FailureSource.Tool,
            $"The rehearsal could not be finished: the throwaway server failed: {n.InnerException?.Message ?? n.Message}\n{Untouched}",
            $"Run the same command again. {OffNext}", n),
        _ => throw new ArgumentException("It is no failure of a rehearsal.", nameof(e), e),
    };

    /// <summary>Rows are otherwise than every header says.</summary>
    public static DeployFailure OtherRows(IReadOnlyList<Problem> problems) => DeployFailure.Refused(
        FailureCode.ContractBroken,
        $"In the rehearsal, on a copy restored from the backup, rows were changed that no header declares. {Untouched}",
        problems,
        "Find the statement that writes to them (a trigger or a function, perhaps); correct it, or declare the tables in the header.");

    private const string Untouched = "The target was not touched.";

    private const string OffNext = "Where only the copy is to blame (an extension that this machine does not have), --rehearsal=off goes on without it.";

    // What is said of migrations that stay applied is not true of a copy.
    private static DeployFailure Cause(DeployFailure failure) =>
        failure.InnerException is DeployFailure inner && failure.Message.StartsWith(inner.Message, StringComparison.Ordinal) ? Cause(inner) : failure;

    // The message of a broken contract ends with what became of the transaction.
    private static string BeforeWhatHappened(string message) => message.LastIndexOf("\n\nIt ", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;

    private static DeployFailure Of(DeployFailure failure, string message, ExitCode code, string next) =>
        new(failure.Code, $"In the rehearsal, on a copy restored from the backup:\n{message}\n\n{Untouched}", failure)
        {
            FailedBy = failure.FailedBy,
            ExitCode = code,
            SqlState = failure.SqlState,
            Problems = failure.Problems,
            Next = next,
        };
}
