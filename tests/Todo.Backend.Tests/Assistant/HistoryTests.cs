using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Assistant.Prompt;
using Todo.Backend.Tools;
using Turn = (long Number, System.Collections.Generic.IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> Messages);

namespace Todo.Backend.Tests.Assistant;

[Trait("rule", "A8")]
public sealed class HistoryTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static readonly Gen<string> Id = Gen.Elements("a", "b", "c", "d");

    private static readonly Gen<string> Text = Gen.Elements(1, 30, 3_000, 20_000).Select(length => new string('é', length));

    // Also what must never have been stored: results without a call, calls without a result, ids that come twice.
    private static readonly Gen<ChatMessage> Message = Gen.OneOf(
        Text.Select(text => new ChatMessage(ChatRole.User, text)),
        Text.Select(text => new ChatMessage(ChatRole.Assistant, text)),
        Id.ArrayOf().Select(ids => new ChatMessage(ChatRole.Assistant, [new TextContent("I do it."), .. ids.Select(id => new FunctionCallContent(id, "add_task"))])),
        Id.ArrayOf().SelectMany(_ => Text, (ids, text) => new ChatMessage(ChatRole.Tool, [.. ids.Select(id => ToolResults.Of(id, new ToolOutcome(text, [])))])));

    private static readonly Gen<List<Turn>> Turns = Message.ArrayOf().ArrayOf()
        .Select(turns => turns.Select((messages, number) => ((long)number, (IReadOnlyList<ChatMessage>)messages)).ToList());

    private static readonly Gen<int> Budget = Gen.Elements(0, 10, 500, 5_000, History.MaxTokens);

    [Fact]
    public void Every_call_has_exactly_one_result_right_behind_it() => ForAll((_, history, _) =>
    {
        for (var i = 0; i < history.Messages.Count; i++)
        {
            var calls = Transcript.Calls(history.Messages[i]).Select(call => call.CallId).ToList();
            var results = history.Messages.ElementAtOrDefault(i + 1) is { } next && next.Role == ChatRole.Tool
                ? next.Contents.Cast<FunctionResultContent>().Select(result => result.CallId).ToList()
                : [];
            Assert.Equal(history.Messages[i].Role == ChatRole.Assistant ? calls : [], history.Messages[i].Role == ChatRole.Assistant ? results : []);
            Assert.Equal(calls.Distinct(), calls);
        }

        Assert.All(history.Messages.Where(message => message.Role == ChatRole.Tool), message => Assert.NotEmpty(message.Contents));
    });

    [Fact]
    public void What_is_shown_are_the_newest_turns_whole_and_in_order() => ForAll((turns, history, _) =>
    {
        var said = turns.Select(turn => turn.Messages.Where(message => message.Role != ChatRole.Tool).Select(message => message.Role).ToList()).ToList();
        var shown = history.Messages.Where(message => message.Role != ChatRole.Tool).Select(message => message.Role).ToList();
        Assert.Contains(Enumerable.Range(0, turns.Count + 1), left => said.Skip(left).SelectMany(roles => roles).SequenceEqual(shown) && (left > 0) == history.IsShortened);
    });

    [Fact]
    public void The_size_is_kept() => ForAll((_, history, budget) => Assert.InRange(TokenEstimate.Of(history.Messages), 0, budget));

    [Fact]
    public void Nothing_given_is_changed() => Check.One(Config, Prop.ForAll(Turns.ToArbitrary(), turns =>
    {
        var before = System.Text.Json.JsonSerializer.Serialize(turns.Select(turn => turn.Messages), AIJsonUtilities.DefaultOptions);
        _ = History.Of(turns);
        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(turns.Select(turn => turn.Messages), AIJsonUtilities.DefaultOptions));
    }));

    [Fact]
    public void No_more_than_forty_turns_are_shown()
    {
        var turns = Enumerable.Range(0, 41).Select(i => ((long)i, (IReadOnlyList<ChatMessage>)[new ChatMessage(ChatRole.User, $"{i}")])).ToList();
        var history = History.Of(turns);
        Assert.Equal((40, "1", true), (history.Messages.Count, history.Messages[0].Text, history.IsShortened));
        Assert.False(History.Of(turns[1..]).IsShortened);
    }

    [Fact]
    public void A_call_without_a_result_gets_one_that_says_why()
    {
        Turn turn = (1, [new ChatMessage(ChatRole.User, "x"), new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "delete_task"), new FunctionCallContent("b", "add_task")])]);
        var results = History.Of([turn], new HashSet<string> { "a" }).Messages[^1].Contents.Cast<FunctionResultContent>().Select(ToolResults.Outcome).ToList();
        Assert.Equal(["waiting", "interrupted"], results.Select(outcome => (string)outcome!.Content["error"]!));
    }

    private static void ForAll(Action<List<Turn>, History, int> check) => Check.One(
        Config, Prop.ForAll(Turns.ToArbitrary(), Budget.ToArbitrary(), (turns, budget) => check(turns, History.Of(turns, maxTokens: budget), budget)));
}
