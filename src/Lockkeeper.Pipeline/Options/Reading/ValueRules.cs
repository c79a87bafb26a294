using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Options.Keys;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>What each kind of value has to look like.</summary>
internal static class ValueRules
{
    /// <summary>What is wrong with the value and how to write it; null when it is good.</summary>
    public static (string What, string Fix)? Mistake(KeyRule rule, string text) => rule.Kind switch
    {
        KeyKind.Duration or KeyKind.Ages => Unless(
            Durations.Parse(text) is not null,
            "is not a duration.",
            "Write a number and a unit: 500ms, 10s, 5m, 2h or 7d."),
        KeyKind.WholeNumber => Number(rule, text),
        KeyKind.Flag => Unless(Flag(text) is not null, "is neither true nor false.", "Write true or false."),
        KeyKind.Choice => Unless(
            rule.Choices.Contains(text, StringComparer.OrdinalIgnoreCase),
            "is not one of the choices.",
            Nearest.Hint(text, rule.Choices, "", $"Write one of {string.Join(", ", rule.Choices)}.")),
        KeyKind.WebAddress or KeyKind.WebAddresses => Unless(
            Address(text) is not null,
            "is not a web address.",
            "Write it whole: https://host/path."),
        KeyKind.ServiceAddress => ServiceRules.Address(text),
        KeyKind.PublishableKey or KeyKind.SecretKey => ServiceRules.Key(rule.Kind, text),
        KeyKind.Days => Unless(Day(text) is not null, "is not a day of the week.", "Write mon, tue, wed, thu, fri, sat or sun."),
        KeyKind.TimeOfDay => Unless(Time(text) is not null, "is not a time of day.", "Write hours and minutes in quotes: \"02:00\"."),
        KeyKind.TimeZone => Unless(
            TimeZoneInfo.TryFindSystemTimeZoneById(text, out _),
            "is not a time zone that this machine knows.",
            "Write an IANA name such as Europe/London; where the machine has none, install its tzdata package."),
        _ => Words(rule, text),
    };

    public static bool? Flag(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };

    public static DayOfWeek? Day(string text)
    {
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            var name = day.ToString();
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase) || text.Equals(name[..3], StringComparison.OrdinalIgnoreCase))
                return day;
        }

        return null;
    }

    /// <summary>24:00 is the midnight that ends a day, as 00:00 is when it stands for an end.</summary>
    public static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text is "24:00" ? "00:00" : text, ["HH:mm", "H:mm"], out var time) ? time : null;

    public static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri : null;

    private static (string What, string Fix)? Number(KeyRule rule, string text) => Unless(
        int.TryParse(text, out var number) && number >= rule.Least && number <= rule.Most,
        "is not a whole number that fits.",
        rule.Most == int.MaxValue ? $"Write a whole number from {rule.Least}." : $"Write a whole number from {rule.Least} to {rule.Most}.");

    private static (string What, string Fix)? Words(KeyRule rule, string text) => rule.Kind switch
    {
        KeyKind.TablePatterns => Unless(IsPattern(text), "is no table.", "Write schema.table, \"schema.*\" or \"*\"."),
        KeyKind.ProjectRef => Unless(
            text.Length == 20 && text.All(char.IsAsciiLetterLower),
            "is not a project ref.",
            "Write the 20 lower-case letters that the dashboard's address and Project Settings show."),
        KeyKind.HostName => Unless(
            text.Length > 0 && text.IndexOfAny([' ', '@']) < 0 && !text.Contains("//", StringComparison.Ordinal),
            "is not a host.",
            "Write the host name only."),
        KeyKind.Digits => Unless(
            text.Length is > 0 and <= 20 && text.All(char.IsAsciiDigit),
            "is not a system identifier.",
            "Write the digits of: select system_identifier from pg_control_system()."),
        KeyKind.EnvironmentName => Unless(IsEnvironmentName(text), "is not a name.", "Write letters, digits, - and _ only."),
        KeyKind.Hazards => Unless(
            Hazard(text) is not null,
            "does not say which hazard of which migration and why.",
            "Write --accept-hazard=ID@VERSION:reason, VERSION being the migration's 14 digits."),
        KeyKind.Version => Unless(IsVersion(text), "is not a version.", "Write the digits in front of the file's name."),
        KeyKind.Versions => Unless(
            Versions(text).All(IsVersion),
            "is not a list of versions.",
            $"Write --{rule.Name}=VERSION,VERSION, each the digits in front of a file's name."),
        KeyKind.SmokeTests => Unless(
            SmokeTestNames.All.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase),
            "is not a smoke test.",
            Nearest.Hint(text, SmokeTestNames.All, "", $"Write one of {string.Join(", ", SmokeTestNames.All)}.")),
        KeyKind.Threshold => Unless(
            Threshold.Parse(text, Metrics.Find(rule.Name)!.Unit) is not null,
            "is not a threshold.",
            $"Write an amount such as {Amount.Example(Metrics.Find(rule.Name)!.Unit)}, a multiple of the baseline such as 3x, the baseline and more such as +{Amount.Example(Metrics.Find(rule.Name)!.Unit)}, several with spaces between, or off."),
        _ => Unless(text.Trim().Length > 0, "is empty.", "Give it a value, or leave it out."),
    };

    public static bool IsEnvironmentName(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static AcceptedHazard? Hazard(string text)
    {
        var (at, colon) = (text.IndexOf('@'), text.IndexOf(':'));
        if (at <= 0 || colon != at + 15 || !text.AsSpan(at + 1, 14).ToString().All(char.IsAsciiDigit))
            return null;
        var reason = text[(colon + 1)..].Trim();
        return reason.Length == 0 ? null : new AcceptedHazard(text[..at].Trim(), text.Substring(at + 1, 14), reason);
    }

    /// <summary>What stands between commas.</summary>
    public static IEnumerable<string> Versions(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    // A history that other tools wrote may hold versions of any width.
    private static bool IsVersion(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool IsPattern(string text)
    {
        var dot = text.IndexOf('.');
        return text is "*" || (dot > 0 && dot < text.Length - 1 && !text.Any(char.IsWhiteSpace));
    }

    private static (string What, string Fix)? Unless(bool good, string what, string fix) => good ? null : (what, fix);
}
