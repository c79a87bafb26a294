using Cake.Core;
using Cake.Core.Diagnostics;

namespace Lockkeeper.Build;

/// <summary>
/// Names each task as it begins, and lists them at the end. Cake's own printer draws the same with a table engine, whose code takes longer to load
/// than a development database takes to tell that it is up to date.
/// </summary>
public sealed class TaskReport : ICakeReportPrinter
{
    /// <inheritdoc />
    public void WriteStep(string name, Verbosity verbosity) => Write($"\n── {name}", verbosity);

    /// <inheritdoc />
    public void WriteSkippedStep(string name, Verbosity verbosity) => Write($"\n── {name} (skipped)", verbosity);

    /// <summary>Setup and teardown tell what they do themselves.</summary>
    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
    }

    /// <inheritdoc />
    public void Write(CakeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tasks = report.Where(entry => entry.Category is CakeReportEntryCategory.Task).ToList();
        if (tasks.Count == 0) return;
        var width = tasks.Max(entry => entry.TaskName.Length);
        Console.WriteLine();
        foreach (var entry in tasks) Console.WriteLine($"{entry.TaskName.PadRight(width)}  {entry.Duration.TotalSeconds,8:0.000} s  {entry.ExecutionStatus}");
    }

    private static void Write(string line, Verbosity verbosity)
    {
        if (verbosity >= Verbosity.Minimal) Console.WriteLine(line);
    }
}
