using System.Globalization;
using System.Text;
using Todo.Language.Recurrence;

namespace Todo.Language.Tests.Recurrence;

/// <summary>Makes rules of the supported set from a seed; what is refused (a day that never comes) is made again.</summary>
internal sealed class RandomRules(int seed)
{
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private readonly Random random = new(seed);

    internal Random Random => random;

    internal DateTime Start() => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(random.Next(0, 4000)).AddMinutes(random.Next(0, 1440));

    /// <summary>A rule that can come; without an end, unless <paramref name="ends"/>.</summary>
    internal RecurrenceRule Rule(DateTime start, bool ends)
    {
        while (true)
        {
            if (RecurrenceRule.TryParse(Text(start, ends), out var rule, out _))
            {
                return rule;
            }
        }
    }

    private string Text(DateTime start, bool ends)
    {
        var frequency = Pick("DAILY", "WEEKLY", "MONTHLY", "YEARLY");
        var text = new StringBuilder("FREQ=").Append(frequency);
        Maybe(0.5, () => text.Append(";INTERVAL=").Append(random.Next(1, 6)));
        var byMonth = Maybe(0.3, () => text.Append(";BYMONTH=").AppendJoin(',', Some(3, () => random.Next(1, 13))));
        var byMonthDay = frequency != "WEEKLY" && Maybe(0.35, () => text.Append(";BYMONTHDAY=").AppendJoin(',', Some(3, MonthDay)));
        var byDay = Maybe(0.5, () => text.Append(";BYDAY=").Append(Weekdays(frequency, byMonth)));

        // dateutil cuts the first week at the start before it counts positions, so positions are left to the other frequencies.
        if (frequency is "MONTHLY" or "YEARLY" && (byMonth || byMonthDay || byDay))
        {
            Maybe(0.3, () => text.Append(";BYSETPOS=").AppendJoin(',', Some(2, () => Pick(1, 2, 3, -1, -2))));
        }

        Maybe(0.3, () => text.Append(";WKST=").Append(Pick(Days)));
        if (ends)
        {
            End(text, start);
        }

        return text.ToString();
    }

    private void End(StringBuilder text, DateTime start)
    {
        var until = start.AddDays(random.Next(0, 1500)).AddMinutes(random.Next(-5, 6));
        text.Append(random.Next(3) switch
        {
            0 => $";COUNT={random.Next(1, 30)}",
            1 => until.ToString("';UNTIL='yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture),
            _ => "",
        });
    }

    // dateutil takes plain days and numbered ones in one list as "both", RFC 5545 as "either": a list is of one kind here.
    private string Weekdays(string frequency, bool byMonth)
    {
        var numbered = frequency is "MONTHLY" or "YEARLY" && random.NextDouble() < 0.5;
        var most = frequency == "YEARLY" && !byMonth ? 53 : 5;
        return string.Join(',', Some(3, () => (numbered ? Ordinal(most) : "") + Pick(Days)));
    }

    private string Ordinal(int most) => ((random.Next(2) * 2) - 1) * random.Next(1, most + 1) is var ordinal ? $"{ordinal}" : "";

    private int MonthDay() => random.Next(4) == 0 ? -random.Next(1, 32) : random.Next(1, 32);

    private T[] Some<T>(int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => make()).Distinct()];

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];

    private bool Maybe(double probability, Action then)
    {
        if (random.NextDouble() >= probability)
        {
            return false;
        }

        then();
        return true;
    }
}
