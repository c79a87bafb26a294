namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Durations as they are written in options: a whole number and one of ms, s, m, h, d.</summary>
internal static class Durations
{
    public static TimeSpan? Parse(string text)
    {
        text = text.Trim();
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        // Nine digits of days still fit; more would only be a slip of the keyboard.
        if (digits is 0 or > 9)
            return null;
        var number = long.Parse(text.AsSpan(0, digits));
        double? unit = text[digits..].TrimStart() switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        };
        if (unit is null || number == 0 || number * unit > TimeSpan.FromDays(3650).TotalMilliseconds)
            return null;
        return TimeSpan.FromMilliseconds(number * unit.Value);
    }
}
