using FsCheck;
using FsCheck.Fluent;
using Todo.Language.Recurrence;

namespace Todo.Language.Tests.Recurrence;

[Trait("rule", "A4")]
public sealed class RuleTests
{
    [Theory]
    [InlineData("freq=weekly;interval=1;byday=fr,mo,mo", "FREQ=WEEKLY;BYDAY=MO,FR")]
    [InlineData("RRULE:FREQ=MONTHLY;BYDAY=-1FR,+1MO", "FREQ=MONTHLY;BYDAY=-1FR,1MO")]
    [InlineData("COUNT=3;FREQ=DAILY", "FREQ=DAILY;COUNT=3")]
    [InlineData("FREQ=YEARLY;WKST=MO;BYMONTHDAY=31,-1,01;BYMONTH=12,1", "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=-1,1,31")]
    [InlineData("FREQ=WEEKLY;WKST=SU;INTERVAL=2;UNTIL=19971224T000000Z", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;UNTIL=19971224T000000Z")]
    [InlineData("FREQ=DAILY;UNTIL=19971224T101500", "FREQ=DAILY;UNTIL=19971224T101500")]
    [InlineData("FREQ=DAILY;UNTIL=19971224", "FREQ=DAILY;UNTIL=19971224")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")]
    public void A_rule_has_one_canonical_text(string text, string canonical)
    {
        Assert.Equal(canonical, Parse(text).ToString());
        Assert.Equal(Parse(canonical), Parse(text));
    }

    [Theory]
    [InlineData("", "1 to 500 characters")]
    [InlineData("BYDAY=MO", "needs FREQ")]
    [InlineData("FREQ=HOURLY", "FREQ=HOURLY is not supported")]
    [InlineData("FREQ=FORTNIGHTLY", "not 'FORTNIGHTLY'")]
    [InlineData("FREQ=DAILY;BYHOUR=9", "BYHOUR is not supported")]
    [InlineData("FREQ=DAILY;BYMINUTE=9", "BYMINUTE is not supported")]
    [InlineData("FREQ=DAILY;BYSECOND=9", "BYSECOND is not supported")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO is not supported")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=100", "BYYEARDAY is not supported")]
    [InlineData("FREQ=YEARLY;RSCALE=CHINESE", "'RSCALE' is not known")]
    [InlineData("FREQ=DAILY;", "'' is no part of a rule")]
    [InlineData("FREQ=DAILY;COUNT", "'COUNT' is no part of a rule")]
    [InlineData("FREQ=DAILY;COUNT=", "'COUNT=' is no part of a rule")]
    [InlineData("FREQ=DAILY;FREQ=DAILY", "FREQ may be given once")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "INTERVAL is 1 to 999")]
    [InlineData("FREQ=DAILY;INTERVAL=-1", "INTERVAL is 1 to 999")]
    [InlineData("FREQ=DAILY;INTERVAL= 2", "INTERVAL is 1 to 999")]
    [InlineData("FREQ=DAILY;INTERVAL=99999999999", "INTERVAL is 1 to 999")]
    [InlineData("FREQ=DAILY;COUNT=0", "COUNT is 1 to 9999")]
    [InlineData("FREQ=DAILY;COUNT=2;UNTIL=20270101", "by COUNT or by UNTIL")]
    [InlineData("FREQ=DAILY;UNTIL=20260230", "UNTIL is a date")]
    [InlineData("FREQ=DAILY;UNTIL=2026-12-31", "UNTIL is a date")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY is 1 to 31 or -1 to -31")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY is 1 to 31 or -1 to -31")]
    [InlineData("FREQ=YEARLY;BYMONTH=13", "BYMONTH is 1 to 12")]
    [InlineData("FREQ=YEARLY;BYMONTH=-1", "BYMONTH is 1 to 12")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX", "not 'XX'")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,", "not ''")]
    [InlineData("FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY or FREQ=YEARLY only")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO", "1 to 5 or -1 to -5 within a month")]
    [InlineData("FREQ=YEARLY;BYDAY=54MO", "1 to 53")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses among")]
    [InlineData("FREQ=WEEKLY;WKST=1", "WKST is MO")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes")]
    [InlineData("FREQ=DAILY;BYMONTH=4,6;BYMONTHDAY=31", "never comes")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2MO", "never comes")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2", "never comes")]
    public void What_is_not_supported_is_refused_by_its_name(string text, string message)
    {
        Assert.False(RecurrenceRule.TryParse(text, out var rule, out var error));
        Assert.Null(rule);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_is_refused_with_an_exception()
    {
        var broken = Gen.ArrayOf(Gen.Elements([.. "FREQDAILYWKSTUNBMO=;,:+-0123456789T"])).Select(chars => "FREQ=DAILY;" + new string(chars));
        Prop.ForAll(broken.ToArbitrary(), text => RecurrenceRule.TryParse(text, out var rule, out var error) ? rule is not null : error.Length > 0)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_canonical_text_reads_back_to_the_same_rule()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var rules = new RandomRules(seed);
            var rule = rules.Rule(rules.Start(), ends: true);
            return Parse(rule.ToString()).ToString() == rule.ToString();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_series_that_its_start_makes_impossible_ends()
    {
        // 1 Jan 2026 is a Thursday, and so is every seventh day after it.
        Assert.Empty(Parse("FREQ=DAILY;INTERVAL=7;BYDAY=MO").Occurrences(new DateOnly(2026, 1, 1)));
        Assert.Empty(Parse("FREQ=YEARLY;BYMONTH=2").Occurrences(new DateOnly(2026, 1, 30)));
        Assert.Empty(Parse("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29").Occurrences(new DateOnly(2026, 1, 1)));
    }

    [Fact]
    public void A_series_ends_with_the_calendar()
    {
        foreach (var rule in (string[])["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY"])
        {
            Assert.Equal(new DateOnly(9999, 12, 31), Parse(rule).Occurrences(new DateOnly(9999, 12, 31)).Single());
        }

        Assert.Equal(3, Parse("FREQ=WEEKLY;WKST=SU;BYDAY=MO,TU,WE").Occurrences(DateOnly.MinValue).Take(3).Count());
    }

    [Fact]
    public void Plain_and_numbered_days_in_one_list_are_alternatives()
    {
        var found = Parse("FREQ=MONTHLY;BYDAY=1MO,FR").Occurrences(new DateOnly(2026, 6, 1)).Take(5);
        Assert.Equal([new(2026, 6, 1), new(2026, 6, 5), new(2026, 6, 12), new(2026, 6, 19), new(2026, 6, 26)], found);
    }

    internal static RecurrenceRule Parse(string text)
    {
        Assert.True(RecurrenceRule.TryParse(text, out var rule, out var error), $"{text}: {error}");
        return rule;
    }
}
