using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tools;

namespace Todo.Backend.Chat.Turns;

/// <summary>The tools of one turn: each call acts for the person, under the turn's number and the call's id, and its result is stored at once.</summary>
internal sealed class TurnTools(ToolRunner runner, Caller caller, TurnRow turn, HeldTurn held, TurnSteps steps, ChangeSignal signal) : ITurnTools
{
    private readonly Dictionary<string, ToolOutcome> outcomes = new(StringComparer.Ordinal);

    public IReadOnlyList<AITool> Declarations { get; } =
        [.. runner.Offered(caller.Scopes).Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.InputSchema, tool.OutputSchema))];

    /// <summary>What a call of this attempt has given.</summary>
    public ToolOutcome Outcome(string call) => outcomes[call];

    public Task<ToolCheck> CheckAsync(FunctionCallContent call, CancellationToken cancellationToken) =>
        runner.CheckAsync(call.Name, Arguments(call), Acting(call), cancellationToken);

    public async Task<ToolOutcome> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        held.ThrowIfLost();

        // What has begun is done to its end and told: a stop comes after it, or the answer would keep silent about a change.
        var outcome = await runner.RunAsync(call.Name, Arguments(call), Acting(call), CancellationToken.None);
        signal.Changed();
        await StoreAsync(call, outcome, CancellationToken.None);
        return outcome;
    }

    public Task StoreAsync(FunctionCallContent call, ToolOutcome outcome, CancellationToken cancellationToken)
    {
        outcomes[call.CallId] = outcome;
        return steps.AddAsync(call.CallId, outcome, cancellationToken);
    }

    public static JsonObject Arguments(FunctionCallContent call) =>
        JsonSerializer.SerializeToNode(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), AIJsonUtilities.DefaultOptions)!.AsObject();

    private Caller Acting(FunctionCallContent call) => caller with { Door = Door.Chat, Turn = new Turn(turn.Id, call.CallId) };
}
