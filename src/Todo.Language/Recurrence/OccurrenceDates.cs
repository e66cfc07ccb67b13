namespace Todo.Language.Recurrence;

/// <summary>The dates of a rule from a start on, regardless of COUNT and UNTIL.</summary>
internal sealed class OccurrenceDates
{
    // The Gregorian calendar repeats, weekdays included, every 146,097 days.
    private const int CalendarPeriod = 146_097;

    private readonly RecurrenceRule rule;
    private readonly DateOnly start;
    private readonly IReadOnlyList<int> months;
    private readonly IReadOnlyList<int> monthDays;
    private readonly IReadOnlyList<WeekdayRule> weekdays;

    internal OccurrenceDates(RecurrenceRule rule, DateOnly start)
    {
        this.rule = rule;
        this.start = start;
        (months, monthDays, weekdays) = (rule.Months, rule.MonthDays, rule.Weekdays);

        // "Information, not contained in the rule, necessary to determine the various recurrence instance start time and dates are
        // derived from the Start Time (DTSTART)" (RFC 5545 3.3.10).
        if (monthDays.Count > 0 || weekdays.Count > 0)
        {
            return;
        }

        switch (rule.Frequency)
        {
            case Frequency.Weekly:
                weekdays = [new WeekdayRule(0, start.DayOfWeek)];
                break;
            case Frequency.Monthly:
                monthDays = [start.Day];
                break;
            case Frequency.Yearly:
                months = months.Count > 0 ? months : [start.Month];
                monthDays = [start.Day];
                break;
        }
    }

    /// <summary>The dates in ascending order, from the period on that holds <paramref name="from"/>.</summary>
    internal IEnumerable<DateOnly> From(DateOnly from)
    {
        var latest = from;
        for (var period = PeriodsUntil(from) / rule.Interval; TryGetPeriod(period * rule.Interval, out var first, out var last); period++)
        {
            if (first.DayNumber - latest.DayNumber > CalendarPeriod)
            {
                yield break;
            }

            foreach (var date in Chosen(first, last).Where(date => date >= start))
            {
                latest = date;
                yield return date;
            }
        }
    }

    private long PeriodsUntil(DateOnly date) => rule.Frequency switch
    {
        Frequency.Daily => date.DayNumber - start.DayNumber,
        Frequency.Weekly => (date.DayNumber - start.DayNumber) / 7,
        Frequency.Monthly => ((date.Year - start.Year) * 12L) + date.Month - start.Month,
        _ => date.Year - start.Year,
    };

    private IEnumerable<DateOnly> Chosen(DateOnly first, DateOnly last)
    {
        var days = Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Select(DateOnly.FromDayNumber).Where(Matches);
        if (rule.Positions.Count == 0)
        {
            return days;
        }

        var all = days.ToArray();
        return rule.Positions
            .Select(position => position > 0 ? position - 1 : all.Length + position)
            .Where(index => index >= 0 && index < all.Length)
            .Distinct()
            .Order()
            .Select(index => all[index]);
    }

    private bool TryGetPeriod(long offset, out DateOnly first, out DateOnly last)
    {
        (first, last) = (default, default);
        switch (rule.Frequency)
        {
            case Frequency.Daily:
                return TryGetDays(start.DayNumber + offset, 1, ref first, ref last);
            case Frequency.Weekly:
                var intoWeek = ((int)start.DayOfWeek - (int)rule.WeekStart + 7) % 7;
                return TryGetDays(start.DayNumber - intoWeek + (offset * 7), 7, ref first, ref last);
            case Frequency.Monthly:
                var month = (start.Year * 12L) + start.Month - 1 + offset;
                return TryGetMonths(month / 12, (int)(month % 12) + 1, 1, ref first, ref last);
            default:
                return TryGetMonths(start.Year + offset, 1, 12, ref first, ref last);
        }
    }

    private static bool TryGetDays(long day, int length, ref DateOnly first, ref DateOnly last)
    {
        if (day > DateOnly.MaxValue.DayNumber)
        {
            return false;
        }

        first = DateOnly.FromDayNumber((int)Math.Max(day, 0));
        last = DateOnly.FromDayNumber((int)Math.Min(day + length - 1, DateOnly.MaxValue.DayNumber));
        return true;
    }

    private static bool TryGetMonths(long year, int month, int count, ref DateOnly first, ref DateOnly last)
    {
        if (year > DateOnly.MaxValue.Year)
        {
            return false;
        }

        first = new DateOnly((int)year, month, 1);
        var end = month + count - 1;
        last = new DateOnly((int)year, end, DateTime.DaysInMonth((int)year, end));
        return true;
    }

    private bool Matches(DateOnly date)
    {
        if (months.Count > 0 && !months.Contains(date.Month))
        {
            return false;
        }

        return MatchesMonthDay(date) && MatchesWeekday(date);
    }

    private bool MatchesMonthDay(DateOnly date) =>
        monthDays.Count == 0
        || monthDays.Contains(date.Day)
        || monthDays.Contains(date.Day - DateTime.DaysInMonth(date.Year, date.Month) - 1);

    private bool MatchesWeekday(DateOnly date)
    {
        if (weekdays.Count == 0)
        {
            return true;
        }

        foreach (var weekday in weekdays)
        {
            if (weekday.Day == date.DayOfWeek && (weekday.Ordinal == 0 || weekday.Ordinal == Ordinal(date, fromEnd: weekday.Ordinal < 0)))
            {
                return true;
            }
        }

        return false;
    }

    // In a yearly rule an ordinal counts within the year, unless BYMONTH is there (RFC 5545 3.3.10, note 2).
    private int Ordinal(DateOnly date, bool fromEnd)
    {
        var withinYear = rule.Frequency == Frequency.Yearly && rule.Months.Count == 0;
        var day = withinYear ? date.DayOfYear : date.Day;
        if (!fromEnd)
        {
            return ((day - 1) / 7) + 1;
        }

        var length = withinYear ? (DateTime.IsLeapYear(date.Year) ? 366 : 365) : DateTime.DaysInMonth(date.Year, date.Month);
        return -(((length - day) / 7) + 1);
    }
}
