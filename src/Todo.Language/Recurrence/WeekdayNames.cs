namespace Todo.Language.Recurrence;

/// <summary>The two letters of RFC 5545 for a day of the week.</summary>
internal static class WeekdayNames
{
    private static readonly string[] Names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    internal static string Short(DayOfWeek day) => Names[(int)day];

    internal static bool TryParse(ReadOnlySpan<char> text, out DayOfWeek day)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (text.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                day = (DayOfWeek)i;
                return true;
            }
        }

        day = default;
        return false;
    }
}
