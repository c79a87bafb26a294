using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Reports;
using Npgsql;

namespace Lockkeeper.Pipeline;

/// <content>The ledger, the report, and what is told when something fails.</content>
public sealed partial class Deployment
{
    private LedgerFile? _ledger;

    // What is committed decides what state a later failure leaves, whatever it is.
    private int _committed;

    /// <summary>The version of Lockkeeper.</summary>
    public static string Version { get; } = typeof(Deployment).Assembly.GetName().Version!.ToString(3);

    /// <summary>Closes the ledger and renders the reports from it.</summary>
    /// <returns>The report; null when no phase had begun.</returns>
    public DeploymentReport? Close()
    {
        if (_ledger is null || Folder is null) return null;
        var (outcome, code) = Ending();
        Record(new DeploymentEnded(outcome, code, Since(_began), Failure is null ? null : Reported(Failure)));
        return ReportWriter.Write(Folder, _ledger.Entries);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_lock is not null) await _lock.DisposeAsync();
        if (_target is not null) await _target.DisposeAsync();
        _ledger?.Dispose();
    }

    private (Outcome Outcome, ExitCode Code) Ending() => Failure switch
    {
        null when _plan is not null && _migration is null && options.Reaches(Phase.Migrate) => (Outcome.UpToDate, ExitCode.Done),
        null => (Outcome.Succeeded, ExitCode.Done),
        { ExitCode: ExitCode.Refused } f => (Outcome.Refused, f.ExitCode),
        { ExitCode: ExitCode.RolledBack } f => (Outcome.RolledBack, f.ExitCode),
        { ExitCode: ExitCode.Unknown } f => (Outcome.Unknown, f.ExitCode),
        { ExitCode: ExitCode.Inconclusive } f => (Outcome.Inconclusive, f.ExitCode),
        { } f => (Outcome.Failed, f.ExitCode),
    };

    private void OpenLedger()
    {
        if (_ledger is not null) return;
        Folder = DeploymentFolder.Create(options.ArtifactsFolder, options.Environment, services.Time);
        _ledger = LedgerFile.Create(Folder, services.Time);
        Record(new DeploymentOpened(Folder.Id, options.Environment, options.Target, Version));
    }

    private void Record(LedgerEvent happened)
    {
        _ledger!.Append(happened);
        if (happened is MigrationCommitted) _committed++;
    }

    private double Since(long began) => services.Time.GetElapsedTime(began).TotalSeconds;

    // Every way to fail becomes a DeployFailure that says what state is left; a secret that slipped into a message is taken out.
    private DeployFailure Explained(Exception e, CancellationToken token)
    {
        // What fails after a signal fails because of it (a child is ended by the terminal's SIGINT, too), unless it left something behind.
        if (token.IsCancellationRequested && e is not DeployFailure { State: FailureState.Dirty or FailureState.Applied }) return Interrupted(e);
        return e switch
        {
            DeployFailure f => f,
            PostgresException p => new DeployFailure(CodeOf(p), options.Secrets.Redact($"{p.Severity}: {p.MessageText} (SQLSTATE {p.SqlState})"), p)
            {
                FailedBy = FailureSource.Server,
                State = StateNow,
                ExitCode = CodeNow,
                SqlState = p.SqlState,
                Next = "Read the server's message; run --target=Status to see what is applied.",
            },
            NpgsqlException n => new DeployFailure(FailureCode.ConnectionLost, options.Secrets.Redact($"The connection was lost: {n.InnerException?.Message ?? n.Message}"), n)
            {
                FailedBy = FailureSource.Link,
                State = StateNow,
                ExitCode = CodeNow,
                Next = "Run --target=Status to see what is applied, then the same command again.",
            },
            _ => new DeployFailure(FailureCode.Bug, options.Secrets.Redact($"Lockkeeper failed: {e}"), e)
            {
                FailedBy = FailureSource.Us,
                State = StateNow,
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
        _committed == 0 ? "Interrupted; nothing was changed." : $"Interrupted; {_committed} migration(s) are applied, no migration is half done.",
        e)
    {
        FailedBy = FailureSource.Options,
        State = StateNow,
        ExitCode = services.InterruptedBy(),
        Next = "Run --target=Status to see what is applied, then the same command again.",
    };

    private FailureState StateNow => _committed switch
    {
        0 => FailureState.NothingChanged,
        _ when _committed == _plan?.Pending.Count => FailureState.Applied,
        _ => FailureState.Dirty,
    };

    private ExitCode CodeNow => _committed == 0 ? ExitCode.NothingChanged : ExitCode.Unknown;

    private static ReportedFailure Reported(DeployFailure f) => new(f.Code, f.FailedBy, f.Message, f.State, f.Next, f.SqlState, f.Problems);
}
