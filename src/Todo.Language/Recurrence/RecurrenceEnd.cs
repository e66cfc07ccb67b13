using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Todo.Language.Recurrence;

/// <summary>The end of a rule (UNTIL, inclusive): a date, a local time, or a moment in UTC. <paramref name="At"/> has no zone of its own.</summary>
public sealed record RecurrenceEnd(DateTime At, RecurrenceEndKind Kind)
{
    /// <summary>
    /// Whether an occurrence is not past this end. Without a time only dates are compared, and a moment in UTC is taken as its date in
    /// the zone; a date includes its whole day.
    /// </summary>
    public bool Includes(DateOnly date, TimeOnly? time, TimeZoneInfo zone)
    {
        if (Kind == RecurrenceEndKind.Date || time is not { } timeOfDay)
        {
            return date <= DateIn(zone);
        }

        return Kind == RecurrenceEndKind.Local
            ? date.ToDateTime(timeOfDay) <= At
            : LocalTime.ToInstant(date, timeOfDay, zone) <= new DateTimeOffset(At, TimeSpan.Zero);
    }

    public override string ToString() => Kind switch
    {
        RecurrenceEndKind.Date => At.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        RecurrenceEndKind.Local => At.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture),
        _ => At.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
    };

    internal static bool TryParse(string text, [NotNullWhen(true)] out RecurrenceEnd? end)
    {
        end = null;
        foreach (var (format, kind) in Formats)
        {
            // AssumeUniversal with AdjustToUniversal keeps the digits as they stand, whatever the machine's zone.
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            {
                end = new RecurrenceEnd(DateTime.SpecifyKind(at, DateTimeKind.Unspecified), kind);
                return true;
            }
        }

        return false;
    }

    private static readonly (string Format, RecurrenceEndKind Kind)[] Formats =
    [
        ("yyyyMMdd", RecurrenceEndKind.Date),
        ("yyyyMMdd'T'HHmmss", RecurrenceEndKind.Local),
        ("yyyyMMdd'T'HHmmss'Z'", RecurrenceEndKind.Utc),
    ];

    private DateOnly DateIn(TimeZoneInfo zone) => DateOnly.FromDateTime(
        Kind == RecurrenceEndKind.Utc ? LocalTime.At(new DateTimeOffset(At, TimeSpan.Zero), zone) : At);
}

/// <summary>The three forms of UNTIL (RFC 5545 3.3.10).</summary>
public enum RecurrenceEndKind
{
    Date,
    Local,
    Utc,
}
