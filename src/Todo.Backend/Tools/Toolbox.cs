using System.Globalization;
using System.Text.Json.Nodes;
using Todo.Backend.Assistant;
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
    ToolRunner runner, Caller caller, long turn, IReadOnlyList<ToolCall>? earlier, Func<IReadOnlyList<ToolCall>, CancellationToken, Task> record) : IAssistantTools
{
    private readonly List<ToolCall> calls = [];

    public IReadOnlyList<ToolCall> Calls => calls;

    public async Task<JsonNode> CallAsync(string name, JsonObject arguments, CancellationToken cancellationToken)
    {
        var call = new Turn(turn, (calls.Count + 1).ToString(CultureInfo.InvariantCulture));
        var result = Recorded(name, arguments)
            ?? (await runner.RunAsync(name, arguments, caller with { Door = Door.Chat, Turn = call }, cancellationToken)).Content;
        calls.Add(new ToolCall(name, (JsonObject)arguments.DeepClone(), result.DeepClone()));
        await record(calls, cancellationToken);
        return result;
    }

    private JsonNode? Recorded(string name, JsonObject arguments) =>
        earlier?.ElementAtOrDefault(calls.Count) is { } call && call.Name == name && JsonNode.DeepEquals(call.Arguments, arguments)
            ? call.Result.DeepClone()
            : null;
}
