using Todo.Language.Recurrence;

namespace Todo.Language.Tests.Recurrence;

[Trait("rule", "A4")]
public sealed class ReferenceTests
{
    private const int Seed = 5545;

    [Fact]
    public async Task Random_rules_come_when_dateutil_says()
    {
        var rules = new RandomRules(Seed);
        var cases = new List<(RecurrenceRule Rule, ReferenceCase Case)>();
        for (var i = 0; i < 1500; i++)
        {
            var start = rules.Start();
            var rule = rules.Rule(start, ends: true);
            cases.Add((rule, new ReferenceCase(rule.ToString(), start, null, null, start.AddYears(30), 40)));
        }

        var answers = await Reference.AskAsync([.. cases.Select(c => c.Case)]);
        Assert.True(answers.Sum(answer => answer.Length) > 15_000, "The cases have too few occurrences to say much.");
        foreach (var ((rule, c), expected) in cases.Zip(answers))
        {
            var own = rule.Occurrences(c.Start).TakeWhile(time => time <= c.Horizon).Take(c.Limit);
            AssertSame(c, expected, own);
        }
    }

    [Fact]
    public async Task An_end_in_UTC_is_met_in_the_zone_as_dateutil_meets_it()
    {
        string[] zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];
        var rules = new RandomRules(Seed + 1);
        var cases = new List<ReferenceCase>();
        for (var i = 0; i < 300; i++)
        {
            var zone = rules.Random.GetItems(zones, 1)[0];
            // Noon is in no gap anywhere, so that only the end is at stake.
            var start = rules.Start().Date.AddHours(12);
            var last = LocalTime.ToInstant(start.AddDays(rules.Random.Next(1, 400)), TimeZoneInfo.FindSystemTimeZoneById(zone));
            var until = last.AddSeconds(rules.Random.Next(-1, 2)).UtcDateTime;
            cases.Add(new ReferenceCase($"{rules.Rule(start, ends: false)};UNTIL={until:yyyyMMdd'T'HHmmss'Z'}", start, zone, null, start.AddYears(30), 500));
        }

        foreach (var (c, expected) in cases.Zip(await Reference.AskAsync(cases)))
        {
            var own = RuleTests.Parse(c.Rule).Occurrences(c.Start, TimeZoneInfo.FindSystemTimeZoneById(c.Zone!));
            AssertSame(c, expected, own);
        }
    }

    [Fact]
    public async Task Completing_moves_to_the_first_occurrence_after_the_due_date_and_today_as_dateutil_says()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var rules = new RandomRules(Seed + 2);
        var cases = new List<(RecurrenceRule Rule, DateTime Today, ReferenceCase Case)>();
        for (var i = 0; i < 800; i++)
        {
            var due = rules.Start();
            var today = due.AddDays(rules.Random.Next(-20, 200));
            var later = today.Date > due.Date ? today : due;
            var rule = rules.Rule(due, ends: false);
            cases.Add((rule, today, new ReferenceCase(rule.ToString(), due, null, later.Date.AddDays(1).AddSeconds(-1), later.AddYears(40), 1)));
        }

        var answers = await Reference.AskAsync([.. cases.Select(c => c.Case)]);
        foreach (var ((rule, today, c), expected) in cases.Zip(answers))
        {
            var task = new RecurringTask(DateOnly.FromDateTime(c.Start), TimeOnly.FromDateTime(c.Start), zone, null, 0, FromCompletion: false);
            var step = task.Next(rule, LocalTime.ToInstant(today, zone));
            if (expected.Length == 1)
            {
                Assert.True(DateOnly.FromDateTime(expected[0]) == step.DueDate && !step.Ended, $"{c}: {expected[0]}, not {step}");
            }
            else
            {
                Assert.True(step.Ended || step.DueDate > DateOnly.FromDateTime(c.Horizon), $"{c}: nothing before the horizon, not {step}");
            }
        }
    }

    private static void AssertSame(ReferenceCase c, DateTime[] expected, IEnumerable<DateTime> own)
    {
        var found = own.ToArray();
        Assert.True(expected.SequenceEqual(found), $"seed {Seed}, {c}:\nreference {string.Join(' ', expected)}\nown       {string.Join(' ', found)}");
    }
}
