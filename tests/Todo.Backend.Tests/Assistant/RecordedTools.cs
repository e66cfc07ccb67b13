using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Assistant;

/// <summary>Tools that write down what happens to them.</summary>
internal sealed class RecordedTools(params string[] names) : ITurnTools
{
    public IReadOnlyList<AITool> Declarations { get; } =
        [.. names.Select(name => AIFunctionFactory.CreateDeclaration(name, "A tool.", JsonDocument.Parse("""{"type":"object"}""").RootElement))];

    /// <summary>In order: "check a", "run a", "store a".</summary>
    public List<string> Log { get; } = [];

    public List<(string Call, ToolOutcome Outcome)> Results { get; } = [];

    public Func<FunctionCallContent, ToolCheck> Check { get; set; } = call =>
        call.Name == "delete_task" ? new ToolCheck.Ask(new ToolPreview($"Delete task {call.Arguments!["task_id"]}", 1)) : new ToolCheck.Ready();

    public Func<FunctionCallContent, Task<ToolOutcome>> Run { get; set; } = call => Task.FromResult(new ToolOutcome($"{call.Name} done.", []));

    public Task<ToolCheck> CheckAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        Log.Add($"check {call.CallId}");
        return Task.FromResult(Check(call));
    }

    public async Task<ToolOutcome> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        Log.Add($"run {call.CallId}");
        var outcome = await Run(call);
        Results.Add((call.CallId, outcome));
        return outcome;
    }

    public Task StoreAsync(FunctionCallContent call, ToolOutcome outcome, CancellationToken cancellationToken)
    {
        Log.Add($"store {call.CallId}");
        Results.Add((call.CallId, outcome));
        return Task.CompletedTask;
    }

    public static ToolOutcome Failed(string code = "failed") => new("That did not work.", new JsonObject { ["error"] = code, ["message"] = "That did not work." }, IsError: true);
}
