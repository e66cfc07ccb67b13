using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Todo.Language.Recurrence;

namespace Todo.Language.Tests.Recurrence;

[Trait("rule", "A4")]
public sealed class RecurringTaskTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=MO", "2026-07-13", "2026-07-13", "2026-07-20")] // on the day
    [InlineData("FREQ=WEEKLY;BYDAY=MO", "2026-07-13", "2026-07-10", "2026-07-20")] // early: after the due date
    [InlineData("FREQ=WEEKLY;BYDAY=MO", "2026-07-13", "2026-08-04", "2026-08-10")] // late: after today
    [InlineData("FREQ=WEEKLY;BYDAY=MO", "2026-07-13", "2026-07-20", "2026-07-27")] // late, on an occurrence: after today all the same
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-07-13", "2026-07-22", "2026-07-27")] // the weeks are counted from the due date
    [InlineData("FREQ=MONTHLY", "2026-01-31", "2026-01-31", "2026-03-31")] // a month without a 31st is left out (RFC 5545 3.3.10)
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-01-31", "2026-02-28")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31", "2028-01-31", "2028-02-29")]
    [InlineData("FREQ=YEARLY", "2024-02-29", "2024-02-29", "2028-02-29")] // a leap day comes back in leap years
    [InlineData("FREQ=YEARLY", "2096-02-29", "2096-02-29", "2104-02-29")] // 2100 is none
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR", "2026-07-31", "2026-07-31", "2026-08-28")]
    [InlineData("FREQ=DAILY", null, "2026-07-13", "2026-07-14")] // without a date it starts today
    public void Completing_moves_past_the_due_date_and_today(string rule, string? due, string today, string next)
    {
        var task = new RecurringTask(due is null ? null : Date(due), null, Berlin, null, 4, FromCompletion: false);
        Assert.Equal(new RecurrenceStep(false, 5, Date(next), null), task.Next(RuleTests.Parse(rule), Noon(today)));
    }

    [Theory]
    [InlineData("FREQ=DAILY;INTERVAL=3", "2026-07-01", "2026-07-13", "2026-07-16")]
    [InlineData("FREQ=DAILY;INTERVAL=3", "2026-07-20", "2026-07-13", "2026-07-16")]
    [InlineData("FREQ=MONTHLY", "2026-07-01", "2026-07-13", "2026-08-13")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2", null, "2026-07-13", "2026-07-27")]
    public void From_completion_counts_from_the_day_it_is_done(string rule, string? due, string today, string next)
    {
        var task = new RecurringTask(due is null ? null : Date(due), null, Berlin, null, 0, FromCompletion: true);
        Assert.Equal(Date(next), task.Next(RuleTests.Parse(rule), Noon(today)).DueDate);
    }

    [Fact]
    public void Count_counts_completions()
    {
        var rule = RuleTests.Parse("FREQ=DAILY;COUNT=3");
        var task = new RecurringTask(Date("2026-07-13"), null, Berlin, null, 0, FromCompletion: false);
        for (var completions = 1; completions <= 2; completions++)
        {
            // Each time a week late: what was missed does not count.
            var step = task.Next(rule, Noon("2026-07-13").AddDays(7 * completions));
            Assert.Equal((false, completions), (step.Ended, step.Completions));
            task = task with { DueDate = step.DueDate, Completions = step.Completions };
        }

        var last = task.Next(rule, Noon("2026-09-01"));
        Assert.Equal(new RecurrenceStep(true, 3, task.DueDate, null), last);
    }

    [Theory]
    [InlineData("UNTIL=20260714", null, false)]
    [InlineData("UNTIL=20260713", null, true)]
    [InlineData("UNTIL=20260714", "23:59", false)] // a date includes its day
    [InlineData("UNTIL=20260714T150000", "15:00", false)]
    [InlineData("UNTIL=20260714T145959", "15:00", true)]
    [InlineData("UNTIL=20260714T000000", null, false)] // no time where the task has none
    [InlineData("UNTIL=20260714T130000Z", "15:00", false)] // 15:00 in Berlin
    [InlineData("UNTIL=20260714T125959Z", "15:00", true)]
    [InlineData("UNTIL=20260713T220000Z", null, false)] // already the 14th in Berlin
    [InlineData("UNTIL=20260713T215959Z", null, true)]
    public void Until_ends_the_series(string until, string? time, bool ended)
    {
        var task = new RecurringTask(Date("2026-07-13"), time is null ? null : TimeOnly.Parse(time, CultureInfo.InvariantCulture), Berlin, null, 0, false);
        Assert.Equal(ended, task.Next(RuleTests.Parse("FREQ=DAILY;" + until), Noon("2026-07-13")).Ended);
    }

    [Fact]
    public void Today_is_the_day_in_the_tasks_zone()
    {
        var now = new DateTimeOffset(2026, 7, 13, 22, 30, 0, TimeSpan.Zero);
        var task = new RecurringTask(Date("2026-07-10"), null, Berlin, null, 0, FromCompletion: false);
        var rule = RuleTests.Parse("FREQ=DAILY");
        Assert.Equal(Date("2026-07-15"), task.Next(rule, now).DueDate);
        Assert.Equal(Date("2026-07-14"), (task with { Zone = TimeZoneInfo.Utc }).Next(rule, now).DueDate);
    }

    [Theory]
    [InlineData("2026-10-19", "09:00", "2026-10-19T06:30:00Z", "FREQ=WEEKLY", "2026-10-26T07:30:00Z")] // 08:30 stays 08:30 over the end of summer time
    [InlineData("2026-03-22", "09:00", "2026-03-21T19:00:00Z", "FREQ=WEEKLY", "2026-03-28T19:00:00Z")] // 20:00 the evening before
    [InlineData("2026-03-23", "09:00", "2026-03-22T19:00:00Z", "FREQ=WEEKLY", "2026-03-29T18:00:00Z")] // the same, on the day of the change
    [InlineData("2026-03-28", "02:30", "2026-03-28T01:30:00Z", "FREQ=DAILY", "2026-03-29T01:30:00Z")] // 02:30 is skipped: 03:30
    [InlineData("2026-10-24", "02:30", "2026-10-24T00:30:00Z", "FREQ=DAILY", "2026-10-25T00:30:00Z")] // 02:30 is there twice: the first
    [InlineData("2026-07-13", null, "2026-07-13T07:00:00Z", "FREQ=DAILY", "2026-07-14T07:00:00Z")] // without a time: from midnight
    public void A_reminder_keeps_its_local_distance(string due, string? time, string remindAt, string rule, string expected)
    {
        var at = DateTimeOffset.Parse(remindAt, CultureInfo.InvariantCulture);
        var task = new RecurringTask(Date(due), time is null ? null : TimeOnly.Parse(time, CultureInfo.InvariantCulture), Berlin, at, 0, false);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), task.Next(RuleTests.Parse(rule), Noon(due)).RemindAt);
    }

    [Fact]
    public void A_reminder_beyond_the_calendar_stays_within_it()
    {
        var task = new RecurringTask(Date("2026-07-13"), null, Berlin, new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero), 0, false);
        Assert.Equal(9999, task.Next(RuleTests.Parse("FREQ=DAILY"), Noon("2026-07-13")).RemindAt!.Value.Year);
    }

    [Fact]
    public void A_rule_that_never_comes_from_here_ends()
    {
        var task = new RecurringTask(Date("2026-01-30"), null, Berlin, null, 0, FromCompletion: false);
        Assert.True(task.Next(RuleTests.Parse("FREQ=YEARLY;BYMONTH=2"), Noon("2026-01-30")).Ended);
        Assert.True((task with { DueDate = DateOnly.MaxValue }).Next(RuleTests.Parse("FREQ=DAILY"), Noon("2026-01-30")).Ended);
    }

    [Fact]
    public void A_step_always_goes_forward()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<short>(), (seed, late) =>
        {
            var rules = new RandomRules(seed);
            var due = DateOnly.FromDateTime(rules.Start());
            var now = Noon("2026-07-13").AddDays(late % 4000);
            var task = new RecurringTask(due, null, Berlin, null, 0, FromCompletion: false);
            var step = task.Next(rules.Rule(rules.Start(), ends: false), now);
            return step.Ended || (step.DueDate > due && step.DueDate > LocalTime.DateAt(now, Berlin));
        }).QuickCheckThrowOnFailure();
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Noon(string date) => LocalTime.ToInstant(Date(date), new TimeOnly(12, 0), Berlin);
}
