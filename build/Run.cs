using System.Runtime.InteropServices;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline;
using Lockkeeper.Pipeline.Apply;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Reports;

namespace Lockkeeper.Build;

/// <summary>
/// What outlives Cake: signals become one token, and the exit code tells what Cake's own 1 cannot. Made before the host, so that it
/// also decides where output goes.
/// </summary>
public sealed class Run : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Prepares the process.</summary>
    /// <param name="arguments">As typed.</param>
    public Run(string[] arguments)
    {
        Result = Console.Out;
        Json = JsonWanted.By(arguments, Environment.GetEnvironmentVariable("LOCKKEEPER_JSON"));
        // Standard output belongs to the report alone: Cake's lines move to standard error.
        if (Json) Console.SetOut(Console.Error);
        // Cake decides on colours by TERM and does not look whether anybody sees them.
        if (Console.IsOutputRedirected) Environment.SetEnvironmentVariable("NO_COLOR", "1");
        _signals = [Register(PosixSignal.SIGINT, ExitCode.Interrupted), Register(PosixSignal.SIGTERM, ExitCode.Terminated)];
    }

    /// <summary>Cancelled by SIGINT and SIGTERM.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Whether the result, also a failure, is told as one JSON document.</summary>
    public bool Json { get; }

    /// <summary>Where machine-readable results go.</summary>
    public TextWriter Result { get; }

    /// <summary>Which signal it was.</summary>
    public ExitCode InterruptedBy { get; private set; } = ExitCode.Interrupted;

    /// <summary>What ended the run; null while all is well.</summary>
    public DeployFailure? Failure { get; set; }

    /// <summary>What a task that opens no deployment has to report; null where it has nothing.</summary>
    public DeploymentReport? Report { get; set; }

    /// <summary>What Apply began before Cake; null for every other run.</summary>
    public ApplyAhead? Ahead { get; private set; }

    /// <summary>Whether the one JSON document has been written, so that a finding which fails the run is not told a second time.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Begins what can be done before Cake knows its tasks.</summary>
    public void BeginAhead(string[] arguments)
    {
        Ahead = ApplyAhead.Begin(arguments, given => DeployContext.Sources(given, "Apply"), TimeProvider.System);
        if (Ahead is null) StartUp.LoadAhead();
    }

    /// <summary>The exit code: ours where a task of ours failed, Cake's own otherwise.</summary>
    public int ExitCodeOver(int cake) => Failure is { } failure ? (int)failure.ExitCode : cake;

    /// <inheritdoc />
    public void Dispose()
    {
        // Cake ended before its task could take it; the process has no asynchronous end.
        Ahead?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (var signal in _signals) signal.Dispose();
        _cancel.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, ExitCode code) => PosixSignalRegistration.Create(signal, context =>
    {
        // The first signal ends the run in good order. A second one means it: the system's own handling takes over, and what is left of
        // a throwaway server is removed by the next run.
        if (_cancel.IsCancellationRequested) return;
        context.Cancel = true;
        InterruptedBy = code;
        _cancel.Cancel();
    });
}
