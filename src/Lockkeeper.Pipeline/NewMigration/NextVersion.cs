using System.Globalization;

namespace Lockkeeper.Pipeline.NewMigration;

/// <summary>The 14 digits of a new file.</summary>
internal static class NextVersion
{
    private const string Form = "yyyyMMddHHmmss";

    /// <summary>Now, or one more than the newest version where that is not in the past (a clock that was wrong, a version made up by hand).</summary>
    /// <param name="existing">The versions of the folder.</param>
    /// <param name="now">In UTC.</param>
    /// <returns>Null where no greater version exists: the newest is 99999999999999.</returns>
    public static string? After(IEnumerable<string> existing, DateTimeOffset now)
    {
        var version = now.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
        return existing.Max(StringComparer.Ordinal) is { } newest && string.CompareOrdinal(newest, version) >= 0 ? Bumped(newest) : version;
    }

    // A second later where the digits are a time, so that they stay one.
    private static string? Bumped(string version)
    {
        if (DateTime.TryParseExact(version, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time < new DateTime(9999, 12, 31))
            return time.AddSeconds(1).ToString(Form, CultureInfo.InvariantCulture);
        var next = (long.Parse(version, CultureInfo.InvariantCulture) + 1).ToString("D14", CultureInfo.InvariantCulture);
        return next.Length == version.Length ? next : null;
    }
}
