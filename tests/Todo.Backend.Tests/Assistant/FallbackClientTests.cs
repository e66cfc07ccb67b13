using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Assistant.Offline;
using Todo.Backend.Tools;
using static Todo.Backend.Tests.Assistant.ScriptedClient;

namespace Todo.Backend.Tests.Assistant;

[Trait("rule", "A11")]
public sealed class FallbackClientTests
{
    private readonly RecordedTools tools = new("add_task", "list_tasks", "delete_task") { Check = _ => new ToolCheck.Ready() };

    public FallbackClientTests() => tools.Run = call => Task.FromResult(
        new ToolOutcome("Added task 5 \"Milk\".", new() { ["task_id"] = 5, ["status"] = "created", ["title"] = "Milk" }));

    [Fact]
    public async Task Without_a_model_the_offline_assistant_answers_and_says_nothing_of_it() =>
        Assert.Equal("Added \"Milk\" as task 5.", await SayAsync(null, "Add milk"));

    [Fact]
    public async Task A_model_that_answers_is_what_answers() =>
        Assert.Equal("Hello!", await SayAsync(new ScriptedClient(Response("Hello!")), "Add milk"));

    [Theory]
    [InlineData(ModelFailure.Unreachable, "The language model can't be reached just now, so I answer with simple rules.")]
    [InlineData(ModelFailure.Timeout, "The language model can't be reached just now, so I answer with simple rules.")]
    [InlineData(ModelFailure.RateLimited, "The language model takes no more questions just now, so I answer with simple rules.")]
    [InlineData(ModelFailure.Unauthorized, "The language model is not set up as it should be, so I answer with simple rules. Whoever runs this service finds the reason in its log.")]
    [InlineData(ModelFailure.ContextTooLong, "This conversation is too long for the language model, so I answer with simple rules. A new conversation helps.")]
    public async Task A_model_that_fails_before_it_has_spoken_is_stood_in_for_and_that_is_said_once(object failure, string sentence)
    {
        var model = new ScriptedClient(Response(Failure((ModelFailure)failure)));
        Assert.Equal($"{sentence}\n\nAdded \"Milk\" as task 5.", await SayAsync(model, "Add milk"));
        Assert.Single(model.Requests);
        Assert.Equal(["offline-1"], tools.Results.Select(result => result.Call));
    }

    [Theory]
    [InlineData(false, "You have used up your share of the language model for today, so I answer with simple rules until tomorrow.")]
    [InlineData(true, "Today's budget for the language model is used up, so I answer with simple rules until tomorrow.")]
    public async Task A_used_up_budget_is_said_as_such(bool ofAll, string sentence) =>
        Assert.StartsWith(sentence, await SayAsync(new ScriptedClient(Response(new BudgetUsedUpException(ofAll))), "Add milk"));

    [Fact]
    public async Task What_is_not_understood_then_gets_help() =>
        Assert.Equal(
            $"The language model can't be reached just now, so I answer with simple rules.\n\n{OfflineAssistant.Help}",
            await SayAsync(new ScriptedClient(Response(new HttpRequestException("no route"))), "Tell me a story"));

    [Fact]
    public async Task A_model_that_breaks_off_in_its_text_ends_the_turn_and_none_of_its_calls_run()
    {
        var model = new ScriptedClient(Response("I will ", Call("a", "add_task"), Failure(ModelFailure.BadResponse)));
        Assert.Equal("I will \n\nThe language model broke off before I was done, so I stopped here. Nothing was changed.", await SayAsync(model, "Add milk"));
        Assert.Empty(tools.Log);
    }

    [Fact]
    public async Task Calls_of_a_response_that_broke_off_before_any_text_do_not_run_either()
    {
        var model = new ScriptedClient(Response(Call("a", "delete_task"), Failure(ModelFailure.BadResponse)));
        Assert.EndsWith("Added \"Milk\" as task 5.", await SayAsync(model, "Add milk"));
        Assert.Equal(["offline-1"], tools.Results.Select(result => result.Call));
    }

    [Fact]
    public async Task A_model_that_fails_after_its_tools_have_run_ends_the_turn_with_what_was_done()
    {
        var model = new ScriptedClient(Response(Call("a", "add_task")), Response(Failure(ModelFailure.Unreachable)));
        Assert.Equal("The language model broke off before I was done, so I stopped here. Done so far: Added task 5 \"Milk\".", await SayAsync(model, "Add milk"));
        Assert.Equal(["check a", "run a"], tools.Log);
    }

    [Fact]
    [Trait("rule", "A12")]
    public async Task A_turn_that_the_offline_assistant_has_begun_stays_its_own_in_another_process()
    {
        var model = new ScriptedClient();
        var begun = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "add_task", new Dictionary<string, object?> { ["title"] = "Milk" })]) { AuthorName = OfflineClient.Name };
        Assert.Equal("Added \"Milk\" as task 5.", await SayAsync(model, "Add milk", begun));
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task The_next_turn_asks_the_model_again()
    {
        var model = new ScriptedClient(Response("Hello again!"));
        var answer = await SayAsync(model, "Hi", new ChatMessage(ChatRole.Assistant, "Added.") { AuthorName = OfflineClient.Name }, new ChatMessage(ChatRole.User, "And now?"));
        Assert.Equal("Hello again!", answer);
    }

    [Fact]
    public async Task A_stop_is_no_failure_of_the_model()
    {
        using var stop = new CancellationTokenSource();
        var model = new ScriptedClient(Response("never")) { Before = (_, _, _) => stop.CancelAsync() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(model).GetResponseAsync([new ChatMessage(ChatRole.User, "Add milk")], cancellationToken: stop.Token));
    }

    private static ModelUnavailableException Failure(ModelFailure failure) => new(failure, "It failed.");

    private static FallbackClient Client(IChatClient? model) =>
        new(model, new OfflineClient(TimeProvider.System, TimeZoneInfo.Utc), NullLogger<FallbackClient>.Instance);

    private async Task<string> SayAsync(ScriptedClient? model, string message, params ChatMessage[] more)
    {
        var loop = new FunctionLoop(Client(model), tools, new TurnBudget(TimeProvider.System, TimeSpan.FromMinutes(1), 1000));
        var text = "";
        await foreach (var update in loop.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, message), .. more]))
        {
            text += update.Text;
        }

        return text;
    }
}
