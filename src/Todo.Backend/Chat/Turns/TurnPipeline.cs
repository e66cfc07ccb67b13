using Microsoft.Extensions.AI;
using Todo.Backend.Approvals;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Assistant.Offline;
using Todo.Backend.Assistant.Prompt;
using Todo.Backend.Database;
using Todo.Backend.Tools;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// What works on a turn: approvals → function loop → step recorder → fallback (the model within its budget, or the offline assistant). Each is
/// a decorator that knows one thing.
/// </summary>
/// <param name="model">Null when none is configured.</param>
internal sealed class TurnPipeline(
    AiSettings settings,
    UsageBudget usage,
    ToolRunner runner,
    ApprovalStore approvals,
    TodoDatabase database,
    ChangeSignal signal,
    TimeProvider time,
    ILogger<FallbackClient> logger,
    [FromKeyedServices(ModelFeature.Key)] IChatClient? model = null)
{
    public Attempt Build(TurnWork work, HeldTurn held)
    {
        var steps = new TurnSteps(database, work.Turn, held, work.Steps.Count, time);
        var tools = new TurnTools(runner, work.Caller, work.Turn, held, steps, signal);
        var history = History.Of(work.Earlier, work.Waiting);
        var options = new ChatOptions { Instructions = SystemPrompt.Of(time.GetUtcNow(), work.Caller.TimeZone, history.IsShortened) };

#pragma warning disable CA2000 // A decorator disposes what it decorates: the model, which serves every turn. None of them holds anything of its own.
        IChatClient client = new FallbackClient(
            model is null ? null : new BudgetClient(model, usage, work.Caller.UserId), new OfflineClient(time, work.Caller.TimeZone), logger);
        client = new StepRecorder(client, work.Turn, steps);
        client = new FunctionLoop(client, tools, new TurnBudget(time, settings.TurnTimeout, settings.TurnTokens));
        var gate = new ApprovalGate(client, approvals, work.Caller, work.Turn, held, work.Approvals);
#pragma warning restore CA2000
        return new Attempt(gate, steps, [.. history.Messages, new ChatMessage(ChatRole.User, work.Message.Content), .. work.Steps], options);
    }

    /// <summary>One attempt at a turn.</summary>
    internal sealed class Attempt(ApprovalGate gate, TurnSteps steps, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        /// <summary>The number of the step that is being made.</summary>
        public int Step => steps.Next;

        /// <summary>What it has asked the person.</summary>
        public IReadOnlyList<Approval> Asked => gate.Asked;

        public IAsyncEnumerable<ChatResponseUpdate> RunAsync(CancellationToken cancellationToken) => gate.GetStreamingResponseAsync(messages, options, cancellationToken);
    }
}
