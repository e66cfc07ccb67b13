using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Operations;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Assistant;

/// <summary>The product's tools in one turn of a person.</summary>
internal sealed class RealTools(ToolRunner runner, Caller caller, long turn) : ITurnTools
{
    public IReadOnlyList<AITool> Declarations { get; } =
        [.. runner.Offered(caller.Scopes).Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.InputSchema))];

    public Task<ToolCheck> CheckAsync(FunctionCallContent call, CancellationToken cancellationToken) =>
        runner.CheckAsync(call.Name, Arguments(call), Acting(call), cancellationToken);

    public Task<ToolOutcome> RunAsync(FunctionCallContent call, CancellationToken cancellationToken) =>
        runner.RunAsync(call.Name, Arguments(call), Acting(call), cancellationToken);

    public Task StoreAsync(FunctionCallContent call, ToolOutcome outcome, CancellationToken cancellationToken) => Task.CompletedTask;

    private Caller Acting(FunctionCallContent call) => caller with { Turn = new Turn(turn, call.CallId) };

    private static JsonObject Arguments(FunctionCallContent call) => JsonSerializer.SerializeToNode(call.Arguments, AIJsonUtilities.DefaultOptions)!.AsObject();
}
