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
/// <param name="earlier">What an attempt that did not come to its end has recorded; null when this is the first.</param>
/// <param name="record">Stores the calls so far, for the case that this attempt does not come to its end.</param>
internal sealed class Toolbox(
    IServiceScopeFactory scopes, Caller caller, long turn, IReadOnlyList<ToolCall>? earlier, Func<IReadOnlyList<ToolCall>, CancellationToken, Task> record) : IAssistantTools
{
    private readonly List<ToolCall> calls = [];

    public IReadOnlyList<ToolCall> Calls => calls;

    public async Task<JsonNode> CallAsync(string name, JsonObject arguments, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var tool = scope.ServiceProvider.GetKeyedService<ITool>(name);
        var result = Recorded(name, arguments)
            ?? (tool is null ? ToolResult.Error("unknown_tool", $"There is no tool called {name}.") : await RunAsync(tool, arguments, scope.ServiceProvider, cancellationToken));
        calls.Add(new ToolCall(name, (JsonObject)arguments.DeepClone(), result.DeepClone()));

        // What was changed is in the journal; what was only read would read differently after it.
        if (tool is { Done: null })
        {
            await record(calls, cancellationToken);
        }

        return result;
    }

    private JsonNode? Recorded(string name, JsonObject arguments) =>
        earlier?.ElementAtOrDefault(calls.Count) is { } call && call.Name == name && JsonNode.DeepEquals(call.Arguments, arguments)
            ? call.Result.DeepClone()
            : null;

    private async Task<JsonNode> RunAsync(ITool tool, JsonObject arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        // A turn that goes on after its replica has died must not do again what is done: the journal knows.
        var call = (calls.Count + 1).ToString(CultureInfo.InvariantCulture);
        if (earlier is not null && tool.Done is { } status && await DoneAsync(services, call, cancellationToken) is { } task)
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
