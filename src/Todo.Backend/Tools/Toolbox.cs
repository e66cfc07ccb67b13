using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Assistant;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Tools;

/// <summary>
/// The tools of one turn, and the record of what they did. Each call acts for the caller with the turn and a number of its own,
/// which the journal keeps beside what was changed.
/// </summary>
internal sealed class Toolbox(IServiceScopeFactory scopes, Caller caller, long turn, bool resumed) : IAssistantTools
{
    private readonly List<ToolCall> calls = [];

    public IReadOnlyList<ToolCall> Calls => calls;

    public async Task<JsonNode> CallAsync(string name, JsonObject arguments, CancellationToken cancellationToken)
    {
        var call = (calls.Count + 1).ToString(CultureInfo.InvariantCulture);
        await using var scope = scopes.CreateAsyncScope();
        var result = scope.ServiceProvider.GetKeyedService<ITool>(name) is { } tool
            ? await RunAsync(tool, call, arguments, scope.ServiceProvider, cancellationToken)
            : ToolResult.Error("unknown_tool", $"There is no tool called {name}.");
        calls.Add(new ToolCall(name, (JsonObject)arguments.DeepClone(), result.DeepClone()));
        return result;
    }

    private async Task<JsonNode> RunAsync(ITool tool, string call, JsonObject arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        // A turn that goes on after its replica has died must not do again what is done: the journal knows.
        if (resumed && tool.Done is { } status && await DoneAsync(services, call, cancellationToken) is { } task)
        {
            return ToolResult.Changed(task.Id, status, task.Title);
        }

        var acting = caller with { Door = Door.Chat, Turn = new Turn(turn, call) };
        return await tool.CallAsync(new ToolArguments(arguments), acting, cancellationToken);
    }

    private async Task<(long Id, string Title)?> DoneAsync(IServiceProvider services, string call, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<TodoDb>();
        var change = await db.Journal.AsNoTracking()
            .Where(entry => entry.Turn == turn && entry.Call == call && entry.UserId == caller.UserId)
            .Select(entry => new { entry.TaskId, entry.After })
            .FirstOrDefaultAsync(cancellationToken);
        return change is null ? null : (change.TaskId, JsonNode.Parse(change.After ?? "{}")?["title"]?.ToString() ?? "");
    }
}
