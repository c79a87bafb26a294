using System.Globalization;

namespace Lockkeeper.Verdicts;

/// <summary>Amounts of a unit, as thresholds are written and as reports show them.</summary>
public static class Amount
{
    private static readonly (string Suffix, double Factor)[] Times = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    private static readonly (string Suffix, double Factor)[] Sizes = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1)];

    /// <summary>The amount; null for what is none of this unit.</summary>
    public static double? Parse(string text, MetricUnit unit)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (unit is MetricUnit.PerSecond or MetricUnit.BytesPerSecond && text.EndsWith("/s", StringComparison.Ordinal)) text = text[..^2];
        return unit switch
        {
            MetricUnit.Seconds => With(text, Times),
            MetricUnit.Share => With(text, [("%", 0.01)]),
            MetricUnit.Bytes or MetricUnit.BytesPerSecond => With(text, Sizes),
            _ => Number(text),
        };
    }

    /// <summary>An example of how this unit is written.</summary>
    public static string Example(MetricUnit unit) => unit switch
    {
        MetricUnit.Seconds => "250ms",
        MetricUnit.Share => "15%",
        MetricUnit.Bytes => "64MB",
        MetricUnit.BytesPerSecond => "20MB/s",
        MetricUnit.PerSecond => "0.5/s",
        _ => "5",
    };

    /// <summary>The amount for people.</summary>
    public static string Show(double value, MetricUnit unit) => unit switch
    {
        MetricUnit.Seconds => value < 1 ? Text(value * 1000, "ms") : Text(value, "s"),
        MetricUnit.Share => Text(value * 100, "%"),
        MetricUnit.Bytes => Size(value),
        MetricUnit.BytesPerSecond => $"{Size(value)}/s",
        MetricUnit.PerSecond => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}"),
    };

    private static string Size(double bytes) => bytes switch
    {
        >= 1e9 => Text(bytes / 1e9, "GB"),
        >= 1e6 => Text(bytes / 1e6, "MB"),
        >= 1e3 => Text(bytes / 1e3, "kB"),
        _ => Text(bytes, "B"),
    };

    private static string Text(double value, string unit) =>
        value is > 0 and < 10 ? string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}") : string.Create(CultureInfo.InvariantCulture, $"{value:0} {unit}");

    private static double? With(string text, ReadOnlySpan<(string Suffix, double Factor)> units)
    {
        foreach (var (suffix, factor) in units)
            if (text.EndsWith(suffix, StringComparison.Ordinal) && Number(text[..^suffix.Length]) is { } number) return number * factor;
        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e15 ? number : null;
}
