using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Todo.Backend.Tools;

namespace Todo.Backend.Mcp.Tools;

/// <summary>
/// How far a call on several tasks is, for a client that wants to know. It is one transaction: it has begun with none of them, and
/// ends with all or none.
/// </summary>
internal sealed class CallProgress(McpServer server, ProgressToken token, int total)
{
    /// <summary>Null where nobody asks, or there is nothing to tell.</summary>
    public static CallProgress? Of(RequestContext<CallToolRequestParams> context, ToolDefinition definition, JsonObject arguments)
    {
        var total = (arguments["task_ids"] as JsonArray ?? arguments["tasks"] as JsonArray)?.Count ?? 0;
        return definition.Effect != ToolEffect.Reads && total > 1 && context.Params.ProgressToken is { } token ? new CallProgress(context.Server, token, total) : null;
    }

    public Task BeginAsync(CancellationToken cancellationToken) => TellAsync(0, cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => TellAsync(total, cancellationToken);

    private Task TellAsync(int done, CancellationToken cancellationToken) =>
        server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = done, Total = total, Message = $"{done} of {total} tasks" }, cancellationToken: cancellationToken);
}
