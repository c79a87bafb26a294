using System.Globalization;
using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Reports;

/// <summary>Values as people read them.</summary>
internal static class Words
{
    /// <summary>An enum value in small words: NotApplicable becomes "not applicable".</summary>
    internal static string Of<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()).Replace('-', ' ');

    /// <summary>The sentence that a reader must not miss.</summary>
    internal static string Headline(DeploymentReport report) => report.Outcome switch
    {
        Outcome.Succeeded => "Succeeded",
        Outcome.UpToDate => "Up to date: nothing was left to apply",
        Outcome.Refused => "Refused: the target was not touched",
        Outcome.Failed => "Failed",
        Outcome.RolledBack => "Failed and rolled back",
        Outcome.Inconclusive => "Inconclusive: a person must judge",
        _ => "Unknown: a person must look",
    };

    internal static Tone ToneOf(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded or Outcome.UpToDate => Tone.Good,
        Outcome.Refused or Outcome.Inconclusive => Tone.Warn,
        _ => Tone.Bad,
    };

    /// <summary>What was done, in one line.</summary>
    internal static string Achievement(DeploymentReport report)
    {
        var applied = report.Migrations.Count(m => m is { Status: MigrationStatus.Applied, Attempts: > 0 });
        var undone = report.Migrations.Count(m => m.Status == MigrationStatus.RolledBack);
        if (report.Rollback is { Done: true } rollback)
            return $"{Counted(undone, "migration")} rolled back; {Number(rollback.Rows.Sum(r => r.Returned))} rows came back.";
        var migrations = applied == 0 ? "No migration was applied" : $"{Counted(applied, "migration")} applied";
        if (report.Migrations.FirstOrDefault(m => m.Status == MigrationStatus.Unknown) is { } open)
            return $"{migrations} for certain; whether {open.Version} was is not known.";
        return report.Changes is { } c && applied > 0
            ? $"{migrations}; {Counted(c.Removed.Count, "object")} removed, {c.Added.Count} added, {c.Altered.Count} altered."
            : $"{migrations}.";
    }

    /// <summary>Who failed, as the beginning of a line.</summary>
    internal static string Blame(ReportFailure failure) => failure.FailedBy switch
    {
        FailureSource.Server => "The server failed",
        FailureSource.Link => "The connection failed",
        FailureSource.Options => "The configuration is wrong",
        FailureSource.Gate => "A gate refused",
        FailureSource.Tool => "A program that was run failed",
        FailureSource.Us => "Lockkeeper failed",
        _ => "Not finished",
    };

    internal static string Target(DeploymentReport report) => report.Target?.ToString() ?? report.RequestedTarget;

    internal static string Duration(double seconds)
    {
        if (seconds < 1)
            return $"{Math.Ceiling(seconds * 1000)} ms";
        if (seconds < 60)
            return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        var whole = TimeSpan.FromSeconds(Math.Round(seconds));
        return whole.TotalHours < 1 ? $"{whole.Minutes} min {whole.Seconds} s" : $"{(int)whole.TotalHours} h {whole.Minutes} min";
    }

    internal static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    internal static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:0.0} GiB"),
    };

    internal static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    internal static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
