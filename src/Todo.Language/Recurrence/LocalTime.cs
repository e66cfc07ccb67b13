namespace Todo.Language.Recurrence;

/// <summary>Between a zone's wall clock and moments.</summary>
public static class LocalTime
{
    /// <summary>
    /// The moment of a local time. Where the clock skips it, it moves forward by what is skipped; where the clock shows it twice, the
    /// first is meant (RFC 5545 3.3.5).
    /// </summary>
    public static DateTimeOffset ToInstant(DateOnly date, TimeOnly time, TimeZoneInfo zone) => ToInstant(date.ToDateTime(time), zone);

    /// <inheritdoc cref="ToInstant(DateOnly, TimeOnly, TimeZoneInfo)"/>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        // Only the direction UTC → offset is asked, which is never ambiguous: a day to either side holds the offsets before and after
        // any change that can touch this local time.
        var wall = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var before = zone.GetUtcOffset(Shift(wall, TimeSpan.FromDays(-1)));
        var after = zone.GetUtcOffset(Shift(wall, TimeSpan.FromDays(1)));
        var first = Shift(wall, -before);
        if (zone.GetUtcOffset(first) == before)
        {
            return first;
        }

        var second = Shift(wall, -after);
        return zone.GetUtcOffset(second) == after ? second : first;
    }

    /// <summary>What the zone's wall clock shows at a moment.</summary>
    public static DateTime At(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    /// <summary>The date of a moment in a zone.</summary>
    public static DateOnly DateAt(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(At(instant, zone));

    /// <summary>A moment moved by as much on the wall clock as from one local time to another.</summary>
    public static DateTimeOffset Move(DateTimeOffset instant, DateTime from, DateTime to, TimeZoneInfo zone)
    {
        var ticks = Math.Clamp(to.Ticks + (At(instant, zone) - from).Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return ToInstant(new DateTime(ticks, DateTimeKind.Unspecified), zone);
    }

    // The calendar's first and last day have no neighbour.
    private static DateTimeOffset Shift(DateTimeOffset wall, TimeSpan by)
    {
        var ticks = Math.Clamp(wall.UtcTicks + by.Ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks);
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
