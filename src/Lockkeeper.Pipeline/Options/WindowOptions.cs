namespace Lockkeeper.Pipeline.Options;

/// <summary>When deployments may begin.</summary>
/// <param name="Days">Days on which a window opens; it may end on the next one.</param>
/// <param name="From">Wall-clock time at which it opens.</param>
/// <param name="To">Wall-clock time at which it closes; not later than <paramref name="From"/> means on the following day.</param>
/// <param name="TimeZone">Whose wall clock.</param>
public sealed record WindowOptions(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo TimeZone)
{
    /// <summary>
    /// Whether the window is open at this moment. Where clocks are put back, it opens and closes the first time its hours are shown;
    /// where they are put forward over its beginning or end, that counts as the moment of the change.
    /// </summary>
    public bool Contains(DateTimeOffset moment)
    {
        var today = LocalDate(moment);
        return IsIn(moment, today) || IsIn(moment, today.AddDays(-1));
    }

    /// <summary>The next moment after this one at which the window opens; null when it does not within two weeks.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset moment)
    {
        var today = LocalDate(moment);
        for (var day = 0; day <= 14; day++)
        {
            var (opens, closes) = Bounds(today.AddDays(day));
            if (opens > moment && opens < closes && Days.Contains(today.AddDays(day).DayOfWeek))
                return TimeZoneInfo.ConvertTime(opens, TimeZone);
        }

        return null;
    }

    private bool IsIn(DateTimeOffset moment, DateOnly day)
    {
        if (!Days.Contains(day.DayOfWeek))
            return false;
        var (opens, closes) = Bounds(day);
        return moment >= opens && moment < closes;
    }

    private (DateTimeOffset Opens, DateTimeOffset Closes) Bounds(DateOnly day) =>
        (Instant(day.ToDateTime(From)), Instant((To <= From ? day.AddDays(1) : day).ToDateTime(To)));

    private DateOnly LocalDate(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZone).DateTime);

    private DateTimeOffset Instant(DateTime wallClock)
    {
        while (TimeZone.IsInvalidTime(wallClock))
            wallClock = wallClock.AddMinutes(1);
        var offset = TimeZone.IsAmbiguousTime(wallClock)
            ? TimeZone.GetAmbiguousTimeOffsets(wallClock).Max()
            : TimeZone.GetUtcOffset(wallClock);
        return new DateTimeOffset(wallClock, offset);
    }

    /// <summary>As a person would say it.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Days)} {From:HH\\:mm} to {To:HH\\:mm} {TimeZone.Id}";
}
