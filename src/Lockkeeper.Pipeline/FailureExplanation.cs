using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Npgsql;

namespace Lockkeeper.Pipeline;

/// <summary>Makes of every way to fail a failure that says what state is left; a secret that slipped into a message is taken out.</summary>
/// <param name="options">Knows the secrets.</param>
/// <param name="services">Knows which signal came.</param>
/// <param name="committed">How many migrations are committed.</param>
/// <param name="all">How many were to be.</param>
internal sealed class FailureExplanation(DeployOptions options, PipelineServices services, int committed, int? all)
{
    private FailureState State => committed switch
    {
        0 => FailureState.NothingChanged,
        _ when committed == all => FailureState.Applied,
        _ => FailureState.Dirty,
    };

    private ExitCode Code => committed == 0 ? ExitCode.NothingChanged : ExitCode.Unknown;

    public DeployFailure Of(Exception e, CancellationToken token)
    {
        // What fails after a signal fails because of it (a child is ended by the terminal's SIGINT, too), unless it left something behind.
        if (token.IsCancellationRequested && e is not DeployFailure { State: FailureState.Dirty or FailureState.Applied }) return Interrupted(e);
        return e switch
        {
            DeployFailure f => f,
            PostgresException p => new DeployFailure(CodeOf(p), options.Secrets.Redact($"{p.Severity}: {p.MessageText} (SQLSTATE {p.SqlState})"), p)
            {
                FailedBy = FailureSource.Server,
                State = State,
                ExitCode = Code,
                SqlState = p.SqlState,
                Next = "Read the server's message; run --target=Status to see what is applied.",
            },
            NpgsqlException n => new DeployFailure(FailureCode.ConnectionLost, options.Secrets.Redact($"The connection was lost: {n.InnerException?.Message ?? n.Message}"), n)
            {
                FailedBy = FailureSource.Link,
                State = State,
                ExitCode = Code,
                Next = "Run --target=Status to see what is applied, then the same command again.",
            },
            _ => new DeployFailure(FailureCode.Bug, options.Secrets.Redact($"Lockkeeper failed: {e}"), e)
            {
                FailedBy = FailureSource.Us,
                State = State,
                ExitCode = ExitCode.Bug,
                Next = "This is a defect: please report it with the ledger of this deployment.",
            },
        };
    }

    private static FailureCode CodeOf(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => FailureCode.InsufficientPrivilege,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => FailureCode.ConnectionLost,
        _ => FailureCode.ServerFailed,
    };

    private DeployFailure Interrupted(Exception e) => new(
        FailureCode.Interrupted,
        committed == 0 ? "Interrupted; nothing was changed." : $"Interrupted; {committed} migration(s) are applied, no migration is half done.",
        e)
    {
        FailedBy = FailureSource.Options,
        State = State,
        ExitCode = services.InterruptedBy(),
        Next = committed > 0 && committed == all
            ? "The migrations are applied and stay. Watch the target, or undo them with ./build.sh --target=Rollback, which keeps what was written since."
            : "Run --target=Status to see what is applied, then the same command again.",
    };
}
