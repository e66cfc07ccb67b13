using Microsoft.Extensions.AI;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Loop;

/// <summary>The tools of one turn, as the loop uses them. They act for the person who asks, whatever the arguments say.</summary>
internal interface ITurnTools
{
    /// <summary>What the model is told of them.</summary>
    IReadOnlyList<AITool> Declarations { get; }

    /// <summary>Whether the call may run now, waits for the person, or can't run at all.</summary>
    Task<ToolCheck> CheckAsync(FunctionCallContent call, CancellationToken cancellationToken);

    /// <summary>Runs a call, at most once for its id, and stores its result before it gives it back.</summary>
    Task<ToolOutcome> RunAsync(FunctionCallContent call, CancellationToken cancellationToken);

    /// <summary>Stores a result that no tool gave: refused, rejected, unknown.</summary>
    Task StoreAsync(FunctionCallContent call, ToolOutcome outcome, CancellationToken cancellationToken);
}
