using Lockkeeper.Failures;
using Lockkeeper.Live;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Local;

namespace Lockkeeper.Pipeline;

/// <summary>What the pipeline needs from the program around it.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Progress">Told in words what is happening now; never anything secret.</param>
/// <param name="InterruptedBy">130 or 143, once a signal has cancelled the run.</param>
/// <param name="Confirm">Asks a person a question and for the answer to be typed; null where there is no terminal.</param>
/// <param name="Containers">Starts a PostgreSQL container where no server is installed; null where Docker must not be used.</param>
public sealed record PipelineServices(
    TimeProvider Time,
    IProgress<string> Progress,
    Func<ExitCode> InterruptedBy,
    Func<string, string, bool>? Confirm,
    ContainerRuntime? Containers)
{
    /// <summary>
    /// Told again and again whom a migration waits for, and null when the wait is over; null where no terminal shows it, and then
    /// <see cref="Progress"/> is told once.
    /// </summary>
    public IProgress<LockWait?>? Waits { get; init; }

    /// <summary>
    /// Told again and again how far long work has come, and null when it is over; null where no terminal shows it, and then
    /// <see cref="Progress"/> is told now and then.
    /// </summary>
    public IProgress<LongWork?>? Work { get; init; }

    /// <summary>
    /// Told of each sample of the bake window, and null when it is over; null where no terminal shows it, and then <see cref="Progress"/> is told now
    /// and then.
    /// </summary>
    public IProgress<BakeProgress?>? Bake { get; init; }
}
