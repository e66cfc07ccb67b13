using System.Globalization;

namespace Todo.Backend.Assistant.Offline;

/// <summary>The dates that simple rules read without a doubt: today, tomorrow, a weekday (the next one after today), 2026-12-01.</summary>
internal static class DateWords
{
    /// <summary>A pattern of what may be a date.</summary>
    internal const string Pattern = @"(?:today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2})";

    internal static DateOnly? Read(string text, DateOnly today)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        return text.ToLowerInvariant() switch
        {
            "today" => today,
            "tomorrow" => today.AddDays(1),
            var name when Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) && !char.IsAsciiDigit(name[0]) =>
                today.AddDays(((int)day - (int)today.DayOfWeek + 6) % 7 + 1),
            _ => null,
        };
    }

    /// <summary>As in "Tuesday, 1 December 2026".</summary>
    internal static string Long(DateOnly date) => date.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);
}
