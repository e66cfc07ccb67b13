using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Assistant.Budget;
using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>A model that is away, refuses, hangs, floods or breaks off: what the person gets, and what runs.</summary>
[Trait("rule", "A11")]
public sealed class FailingModelTests
{
    private const string Rules = "simple rules";

    /// <summary>The failure, and what the person is told before the answer by rules.</summary>
    public static TheoryData<string, string> BeforeAWord => new()
    {
        { "401", "is not set up as it should be" },
        { "403", "is not set up as it should be" },
        { "404", "is not set up as it should be" },
        { "413", "is too long for the language model" },
        { "429", "takes no more questions just now" },
        { "500", "can't be reached just now" },
        { "hangs", "can't be reached just now" },
        { "cuts", "can't be reached just now" },
        { "html", "can't be reached just now" },
    };

    [Theory]
    [MemberData(nameof(BeforeAWord))]
    public async Task Before_a_word_the_rules_answer_and_say_so(string failure, string told)
    {
        await using var stage = await Stage.StartAsync(("BACKEND_AI_TIMEOUT", "2s"));
        var ana = await stage.PersonAsync();
        stage.Model.SetScript(Script.Of(new Exchange { Forever = true, Reply = Failure(failure) }));
        var answer = await ana.SayAsync("Add a task to buy milk");

        Assert.Equal("done", answer.Status());
        Assert.Contains(told, answer.Text(), StringComparison.Ordinal);
        Assert.Contains(Rules, answer.Text(), StringComparison.Ordinal);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
        Assert.Equal(["add_task"], answer.Tools());
        await stage.AssertSoundAsync();
    }

    [Theory]
    [InlineData("429")]
    [InlineData("hangs")]
    [InlineData("cuts")]
    [InlineData("html")]
    public async Task After_a_tool_has_run_nothing_more_runs_and_what_was_done_is_said(string failure)
    {
        await using var stage = await Stage.StartAsync(("BACKEND_AI_TIMEOUT", "2s"));
        var ana = await stage.PersonAsync();
        stage.Model.SetScript(Script.Of(
            new Exchange { Reply = Reply.Use("add_task", new { title = "Buy milk" }) },
            new Exchange { Forever = true, Reply = Failure(failure) }));
        var answer = await ana.SayAsync("Add a task to buy bread");

        Assert.Equal(("done", 1), (answer.Status(), await ana.ChangesAsync()));
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
        Assert.Contains("broke off", answer.Text(), StringComparison.Ordinal);
        Assert.Contains("Added task", answer.Text(), StringComparison.Ordinal);
        await stage.AssertSoundAsync();
    }

    [Theory]
    [InlineData("cuts")]
    [InlineData("hangs")]
    [InlineData("ends")]
    public async Task In_the_middle_of_its_calls_none_of_them_runs(string failure)
    {
        await using var stage = await Stage.StartAsync(("BACKEND_AI_TIMEOUT", "2s"));
        var ana = await stage.PersonAsync();
        var call = Reply.Use(Call.Of("add_task", new { title = "One" }), Call.Of("add_task", new { title = "Two" }));
        stage.Model.SetScript(Script.Of(failure switch
        {
            "cuts" => call with { CutAfter = 5 },
            "hangs" => call with { HangAfter = 5 },
            _ => call with { EndAfter = 5 },
        }));
        var answer = await ana.SayAsync("What's pending?");

        Assert.Equal(["list_tasks"], answer.Tools());
        Assert.Equal(0, await ana.ChangesAsync());
        Assert.Contains(Rules, answer.Text(), StringComparison.Ordinal);
        await stage.AssertSoundAsync();
    }

    [Fact]
    public async Task Ten_megabytes_are_cut_off_and_stored_in_part()
    {
        await using var stage = await Stage.StartAsync();
        var ana = await stage.PersonAsync(new Reply { Huge = 10_000_000 }, Reply.Say("Still here."));
        var answer = await ana.SayAsync("Tell me a story");

        Assert.Equal("done", answer.Status());
        Assert.InRange(answer.Text().Length, 1, 110_000);
        Assert.Contains("got too long", answer.Text(), StringComparison.Ordinal);
        Assert.Equal("Still here.", (await ana.SayAsync("And now?", answer.Conversation())).Text());
        Assert.InRange(stage.Model.Requests[^1].Text.Length, 1, 40_000);
        await stage.AssertSoundAsync();
    }

    [Fact]
    public async Task A_turn_has_a_wall_clock()
    {
        await using var stage = await Stage.StartAsync(("BACKEND_AI_TIMEOUT", "3s"), ("BACKEND_AI_TURN_TIMEOUT", "3s"));
        var ana = await stage.PersonAsync();
        stage.Model.SetScript(Script.Of(Reply.Use("add_task", new { title = "Buy milk" }), Reply.Say("Never said.") with { HangAfter = 0 }));
        var answer = await ana.SayAsync("Go");

        Assert.Equal("done", answer.Status());
        Assert.Contains("stopped here", answer.Text(), StringComparison.Ordinal);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
        await stage.AssertSoundAsync();
    }

    [Fact]
    public async Task A_turn_has_a_budget_of_tokens()
    {
        await using var stage = await Stage.StartAsync(("BACKEND_AI_TURN_TOKENS", "1000"));
        var ana = await stage.PersonAsync();
        stage.Model.SetScript(Script.Of(
            Reply.Use("add_task", new { title = "One" }) with { Usage = new Usage(900, 200) },
            Reply.Use("add_task", new { title = "Two" }),
            Reply.Use("add_task", new { title = "Three" })));
        var answer = await ana.SayAsync("Go");

        Assert.Equal(["One"], await ana.TasksAsync());
        Assert.Equal(2, stage.Model.Requests.Count);
        Assert.Empty(stage.Model.Requests[^1].Tools);
        Assert.Contains("stopped here", answer.Text(), StringComparison.Ordinal);
        await stage.AssertSoundAsync();
    }

    [Theory]
    [InlineData("BACKEND_AI_USER_TOKENS_PER_DAY", "You have used up your share", false)]
    [InlineData("BACKEND_AI_TOKENS_PER_DAY", "Today's budget for the language model is used up", true)]
    public async Task A_day_has_a_budget_for_one_and_for_all(string setting, string told, bool ofAll)
    {
        await using var stage = await Stage.StartAsync((setting, "500"));
        var ana = await stage.PersonAsync();
        stage.Model.SetScript(Script.Of(Reply.Say("Hello!") with { Usage = new Usage(400, 100) }, Reply.Say("Hello, Ben!") with { Usage = new Usage(30, 7) }));
        await ana.SayAsync("Hi");
        var second = await ana.SayAsync("Add a task to buy milk");
        Assert.Contains(told, second.Text(), StringComparison.Ordinal);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());

        var ben = new Person(stage.Backend, await Testing.TestUser.CreateAsync(stage.Backend));
        Assert.Equal(ofAll, (await ben.SayAsync("Hi")).Text().Contains(told, StringComparison.Ordinal));
        Assert.Equal(ofAll ? 1 : 2, stage.Model.Requests.Count);

        await using var db = stage.Backend.Database.Context();
        var used = await db.AiUsage.ToDictionaryAsync(row => row.Scope, row => row.Tokens);
        Assert.Equal(500, used[AiUsage.Of(ana.User.Id)]);
        Assert.Equal(ofAll ? 500 : 537, used[AiUsage.System]);
        await stage.AssertSoundAsync();
    }

    [Fact]
    public async Task What_broke_off_is_counted_too()
    {
        await using var stage = await Stage.StartAsync();
        var ana = await stage.PersonAsync(new Reply { Text = "one two three four five", CutAfter = 4 });
        await ana.SayAsync("Hi");

        await using var db = stage.Backend.Database.Context();
        Assert.InRange((await db.AiUsage.SingleAsync(row => row.Scope == AiUsage.Of(ana.User.Id))).Tokens, 100, 100_000);
    }

    private static Reply Failure(string name) => name switch
    {
        "hangs" => Reply.Say("never") with { HangAfter = 0 },
        "cuts" => Reply.Say("never") with { CutAfter = 0 },
        "html" => new Reply { Body = "<html>Welcome</html>" },
        _ => Reply.Fail(int.Parse(name, CultureInfo.InvariantCulture), "secret words of the endpoint", retryAfter: 60),
    };
}
