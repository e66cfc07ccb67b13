using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Todo.Language.Recurrence;

/// <summary>Reads a rule's text. Whatever is not supported is refused by its name, never ignored: a rule that says less would be another rule.</summary>
internal static class RecurrenceRuleParser
{
    private const int MaxLength = 500;
    private const int MaxInterval = 999;
    private const int MaxCount = 9999;
    private const string Prefix = "RRULE:";

    internal static bool TryParse(string? text, [NotNullWhen(true)] out RecurrenceRule? rule, [NotNullWhen(false)] out string? error)
    {
        rule = null;
        try
        {
            var read = Read(text);
            Check(read);
            (rule, error) = (read, null);
            return true;
        }
        catch (FormatException refused)
        {
            error = refused.Message;
            return false;
        }
    }

    private static RecurrenceRule Read(string? text)
    {
        var parts = Split(text);
        if (!parts.TryGetValue("FREQ", out var frequency))
        {
            throw new FormatException("The rule needs FREQ, such as FREQ=WEEKLY;BYDAY=MO.");
        }

        return new RecurrenceRule
        {
            Frequency = ReadFrequency(frequency),
            Interval = parts.TryGetValue("INTERVAL", out var interval) ? ReadNumber("INTERVAL", interval, MaxInterval) : 1,
            Months = ReadNumbers(parts, "BYMONTH", 12, negative: false),
            MonthDays = ReadNumbers(parts, "BYMONTHDAY", 31, negative: true),
            Weekdays = ReadWeekdays(parts),
            Positions = ReadNumbers(parts, "BYSETPOS", 366, negative: true),
            WeekStart = parts.TryGetValue("WKST", out var weekStart) ? ReadWeekStart(weekStart) : DayOfWeek.Monday,
            Count = parts.TryGetValue("COUNT", out var count) ? ReadNumber("COUNT", count, MaxCount) : null,
            Until = parts.TryGetValue("UNTIL", out var until) ? ReadEnd(until) : null,
        };
    }

    private static Dictionary<string, string> Split(string? text)
    {
        text = text?.Trim().ToUpperInvariant() ?? "";
        text = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (text.Length is 0 or > MaxLength)
        {
            throw new FormatException($"A rule has 1 to {MaxLength} characters, such as FREQ=WEEKLY;BYDAY=MO.");
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1)
            {
                throw new FormatException($"'{Shown(part)}' is no part of a rule: write NAME=VALUE, separated by semicolons.");
            }

            var name = part[..equals];
            RefuseUnsupported(name);
            if (!parts.TryAdd(name, part[(equals + 1)..]))
            {
                throw new FormatException($"{name} may be given once.");
            }
        }

        return parts;
    }

    private static void RefuseUnsupported(string name)
    {
        if (name is "FREQ" or "INTERVAL" or "BYMONTH" or "BYMONTHDAY" or "BYDAY" or "BYSETPOS" or "WKST" or "COUNT" or "UNTIL")
        {
            return;
        }

        const string Supported = "Use FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST, COUNT or UNTIL.";
        throw new FormatException(name is "BYSECOND" or "BYMINUTE" or "BYHOUR" or "BYYEARDAY" or "BYWEEKNO"
            ? $"{name} is not supported. {Supported}"
            : $"'{Shown(name)}' is not known. {Supported}");
    }

    private static Frequency ReadFrequency(string value) => value switch
    {
        "DAILY" => Frequency.Daily,
        "WEEKLY" => Frequency.Weekly,
        "MONTHLY" => Frequency.Monthly,
        "YEARLY" => Frequency.Yearly,
        "SECONDLY" or "MINUTELY" or "HOURLY" => throw new FormatException($"FREQ={value} is not supported: use DAILY, WEEKLY, MONTHLY or YEARLY."),
        _ => throw new FormatException($"FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, not '{Shown(value)}'."),
    };

    private static int ReadNumber(string name, string value, int max, bool negative = false)
    {
        // RFC 5545 allows a sign where the range has one, and no blanks anywhere.
        var style = negative ? NumberStyles.AllowLeadingSign : NumberStyles.None;
        if (int.TryParse(value, style, CultureInfo.InvariantCulture, out var number) && number != 0 && number >= -max && number <= max)
        {
            return number;
        }

        throw new FormatException($"{name} is 1 to {max}{(negative ? $" or -1 to -{max}" : "")}, not '{Shown(value)}'.");
    }

    private static int[] ReadNumbers(Dictionary<string, string> parts, string name, int max, bool negative) =>
        parts.TryGetValue(name, out var values)
            ? [.. values.Split(',').Select(value => ReadNumber(name, value, max, negative)).Distinct().Order()]
            : [];

    private static WeekdayRule[] ReadWeekdays(Dictionary<string, string> parts) =>
        parts.TryGetValue("BYDAY", out var values)
            ? [.. values.Split(',').Select(ReadWeekday).Distinct().OrderBy(day => day.Ordinal).ThenBy(day => ((int)day.Day + 6) % 7)]
            : [];

    private static WeekdayRule ReadWeekday(string value)
    {
        if (value.Length >= 2 && WeekdayNames.TryParse(value.AsSpan()[^2..], out var day))
        {
            return new WeekdayRule(value.Length == 2 ? 0 : ReadNumber("The number in BYDAY", value[..^2], 53, negative: true), day);
        }

        throw new FormatException($"BYDAY takes MO, TU, WE, TH, FR, SA or SU, with a number before it for the n-th, not '{Shown(value)}'.");
    }

    private static DayOfWeek ReadWeekStart(string value) =>
        WeekdayNames.TryParse(value, out var day) ? day : throw new FormatException($"WKST is MO, TU, WE, TH, FR, SA or SU, not '{Shown(value)}'.");

    private static RecurrenceEnd ReadEnd(string value) =>
        RecurrenceEnd.TryParse(value, out var end)
            ? end
            : throw new FormatException($"UNTIL is a date (20261231), a local time (20261231T180000) or one in UTC (20261231T180000Z), not '{Shown(value)}'.");

    // The combinations that RFC 5545 3.3.10 forbids, and what no calendar meets.
    private static void Check(RecurrenceRule rule)
    {
        if (rule is { Count: not null, Until: not null })
        {
            throw new FormatException("A rule ends by COUNT or by UNTIL, not by both.");
        }

        if (rule is { Frequency: Frequency.Weekly, MonthDays.Count: > 0 })
        {
            throw new FormatException("BYMONTHDAY does not go with FREQ=WEEKLY: use FREQ=MONTHLY.");
        }

        if (rule.Frequency is Frequency.Daily or Frequency.Weekly && rule.Weekdays.Any(day => day.Ordinal != 0))
        {
            throw new FormatException("A number in BYDAY goes with FREQ=MONTHLY or FREQ=YEARLY only.");
        }

        var withinMonth = rule.Frequency == Frequency.Monthly || rule.Months.Count > 0;
        if (withinMonth && rule.Weekdays.Any(day => Math.Abs(day.Ordinal) > 5))
        {
            throw new FormatException("The number in BYDAY is 1 to 5 or -1 to -5 within a month.");
        }

        if (rule.Positions.Count > 0 && rule.Months.Count + rule.MonthDays.Count + rule.Weekdays.Count == 0)
        {
            throw new FormatException("BYSETPOS chooses among the days of BYDAY, BYMONTHDAY or BYMONTH: give one of them.");
        }

        // From the first of January on: a day 1 that comes from the start is in every month.
        if (!rule.Widened().Occurrences(new DateOnly(2000, 1, 1)).Any())
        {
            throw new FormatException("The rule never comes: no calendar day fits all of its parts.");
        }
    }

    private static string Shown(string value) => value.Length <= 30 ? value : value[..30] + "…";
}
