using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Todo.Language.Recurrence;

/// <summary>How often a rule's periods come (RFC 5545 3.3.10, FREQ).</summary>
public enum Frequency
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>An element of BYDAY. <paramref name="Ordinal"/> is 0 for every such day, else the n-th of the month or year, from its end when negative.</summary>
public sealed record WeekdayRule(int Ordinal, DayOfWeek Day);

/// <summary>
/// A recurrence rule by RFC 5545 3.3.10, without parts below a day and without BYWEEKNO and BYYEARDAY.
/// Immutable; <see cref="ToString"/> gives the canonical text, which <see cref="TryParse"/> reads back to an equal rule.
/// </summary>
public sealed class RecurrenceRule : IEquatable<RecurrenceRule>
{
    internal RecurrenceRule()
    {
    }

    public Frequency Frequency { get; internal init; }

    public int Interval { get; internal init; } = 1;

    /// <summary>1 to 12, ascending.</summary>
    public IReadOnlyList<int> Months { get; internal init; } = [];

    /// <summary>1 to 31 and -1 to -31, ascending.</summary>
    public IReadOnlyList<int> MonthDays { get; internal init; } = [];

    public IReadOnlyList<WeekdayRule> Weekdays { get; internal init; } = [];

    /// <summary>Which of a period's days count: 1 is the first, -1 the last.</summary>
    public IReadOnlyList<int> Positions { get; internal init; } = [];

    public DayOfWeek WeekStart { get; internal init; } = DayOfWeek.Monday;

    /// <summary>After how many occurrences the rule ends; null when it does not end so.</summary>
    public int? Count { get; internal init; }

    /// <summary>The last moment at which an occurrence may be; null when the rule does not end so.</summary>
    public RecurrenceEnd? Until { get; internal init; }

    /// <summary>Reads a rule, with or without "RRULE:". When it is refused, <paramref name="error"/> names the part and what it takes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RecurrenceRule? rule, [NotNullWhen(false)] out string? error) =>
        RecurrenceRuleParser.TryParse(text, out rule, out error);

    /// <summary>
    /// The dates of the series that starts on <paramref name="start"/>, ascending, made one by one; a start that does not fit the rule is
    /// not among them. UNTIL is met with the series' time and zone (UTC where none is given). The series ends by COUNT, by UNTIL, or
    /// where 400 years (the calendar's own period) bring nothing more.
    /// </summary>
    public IEnumerable<DateOnly> Occurrences(DateOnly start, TimeOnly? time = null, TimeZoneInfo? zone = null)
    {
        var dates = new OccurrenceDates(this, start).From(start);
        if (Until is { } until)
        {
            dates = dates.TakeWhile(date => until.Includes(date, time, zone ?? TimeZoneInfo.Utc));
        }

        return Count is { } count ? dates.Take(count) : dates;
    }

    /// <summary>The same for a local start with a time of day, which all occurrences share.</summary>
    public IEnumerable<DateTime> Occurrences(DateTime start, TimeZoneInfo? zone = null)
    {
        var time = TimeOnly.FromDateTime(start);
        return Occurrences(DateOnly.FromDateTime(start), time, zone).Select(date => date.ToDateTime(time));
    }

    /// <summary>The rule's canonical text, without "RRULE:".</summary>
    public override string ToString()
    {
        var text = new StringBuilder("FREQ=").Append(Frequency.ToString().ToUpperInvariant());
        if (Interval != 1)
        {
            text.Append(";INTERVAL=").Append(Interval);
        }

        AppendList(text, "BYMONTH", Months);
        AppendList(text, "BYMONTHDAY", MonthDays);
        AppendList(text, "BYDAY", Weekdays.Select(day => (day.Ordinal == 0 ? "" : $"{day.Ordinal}") + WeekdayNames.Short(day.Day)));
        AppendList(text, "BYSETPOS", Positions);
        if (WeekStart != DayOfWeek.Monday)
        {
            text.Append(";WKST=").Append(WeekdayNames.Short(WeekStart));
        }

        if (Count is { } count)
        {
            text.Append(";COUNT=").Append(count);
        }

        if (Until is { } until)
        {
            text.Append(";UNTIL=").Append(until);
        }

        return text.ToString();
    }

    public bool Equals(RecurrenceRule? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as RecurrenceRule);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The same pattern at every period and without an end: whatever this rule can meet is among its occurrences.</summary>
    internal RecurrenceRule Widened() => new()
    {
        Frequency = Frequency,
        Months = Months,
        MonthDays = MonthDays,
        Weekdays = Weekdays,
        Positions = Positions,
        WeekStart = WeekStart,
    };

    private static void AppendList<T>(StringBuilder text, string name, IEnumerable<T> values)
    {
        var joined = string.Join(',', values);
        if (joined.Length > 0)
        {
            text.Append(';').Append(name).Append('=').Append(joined);
        }
    }
}
