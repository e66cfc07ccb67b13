using Microsoft.Extensions.AI;
using Todo.Backend.Approvals;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Offline;
using Todo.Backend.Database;
using Todo.Backend.Tools;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// What works on a turn: approvals → function loop → step recorder → fallback (model, or the offline assistant). Each is a decorator that knows
/// one thing; bound to one turn.
/// </summary>
internal sealed class TurnPipeline(TodoDatabase database, TurnLeases leases, ApprovalStore approvals, ToolRunner runner, AiSettings settings, ChangeSignal signal, TimeProvider time)
{
    public Run Build(TurnWork work, HeldTurn held)
    {
        var steps = new TurnSteps(database, work.Turn, held, leases.Holder, work.Steps.Count, time);
        var tools = new TurnTools(runner, work.Caller, work.Turn, held, steps, signal);
        var budget = new TurnBudget(time, settings.TurnTimeout, settings.TurnTokens);
        IChatClient client = new OfflineClient(time, work.Caller.TimeZone);
        client = new StepRecorder(client, work.Turn, steps);
        client = new FunctionLoop(client, tools, budget);
        var gate = new ApprovalGate(client, approvals, work.Caller, work.Turn, work.Approvals);
        return new Run(gate, steps, Messages(work), new ChatOptions());
    }

    private static List<ChatMessage> Messages(TurnWork work) =>
        [.. work.Earlier.SelectMany(turn => turn.Messages), new ChatMessage(ChatRole.User, work.Message.Content), .. work.Steps];

    /// <summary>One attempt at a turn.</summary>
    internal sealed class Run(ApprovalGate gate, TurnSteps steps, List<ChatMessage> messages, ChatOptions options)
    {
        /// <summary>The number of the step that is being made.</summary>
        public int Step => steps.Next;

        /// <summary>What it has asked the person.</summary>
        public IReadOnlyList<Approval> Asked => gate.Asked;

        public IAsyncEnumerable<ChatResponseUpdate> RunAsync(CancellationToken cancellationToken) => gate.GetStreamingResponseAsync(messages, options, cancellationToken);
    }
}
