using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Todo.Backend.Database;
using Todo.Backend.Journal;
using Todo.Backend.Mcp.Approvals;
using Todo.Backend.Operations;
using Todo.Backend.Tools;

namespace Todo.Backend.Mcp.Tools;

/// <summary>The tools of the catalog as MCP has them: a token that may only read sees and calls only what reads.</summary>
internal sealed class McpTools(ToolRunner runner, McpApprovals approvals, TodoDatabase database)
{
    private readonly Dictionary<string, (ToolDefinition Definition, Tool Tool)> known =
        runner.Offered(Scopes.Session).ToDictionary(definition => definition.Name, definition => (definition, ToolShape.Of(definition)), StringComparer.Ordinal);

    public ListToolsResult List(Caller caller) => new()
    {
        Tools = [.. runner.Offered(caller.Scopes).Select(definition => known[definition.Name].Tool)],
        CacheScope = CacheScope.Private,
    };

    public async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> context, Caller caller, CancellationToken cancellationToken)
    {
        var name = context.Params.Name;
        if (!known.TryGetValue(name, out var found))
        {
            throw new McpProtocolException($"There is no tool called {(name.Length <= 64 ? name : name[..64] + "…")}.", McpErrorCode.InvalidParams);
        }

        var arguments = new JsonObject(context.Params.Arguments?.Select(argument => KeyValuePair.Create(argument.Key, JsonSerializer.SerializeToNode(argument.Value))) ?? []);
        var progress = CallProgress.Of(context, found.Definition, arguments);
        return ToolShape.Of(found.Definition.Effect == ToolEffect.Reads
            ? await runner.RunAsync(name, arguments, caller, cancellationToken)
            : await ChangeAsync(context, name, arguments, caller, progress, cancellationToken));
    }

    private async Task<ToolOutcome> ChangeAsync(
        RequestContext<CallToolRequestParams> context, string name, JsonObject arguments, Caller caller, CallProgress? progress, CancellationToken cancellationToken)
    {
        if (context.Params.RequestState is not null)
        {
            return await approvals.AnswerAsync(context, name, arguments, caller, (turn, cancellation) => RunAsync(name, arguments, caller with { Turn = turn }, progress, cancellation), cancellationToken);
        }

        return await runner.CheckAsync(name, arguments, caller, cancellationToken) switch
        {
            ToolCheck.Refused refused => refused.Outcome,
            ToolCheck.Ask ask => await approvals.AskAsync(context, name, arguments, ask.Preview.Text, caller with { Turn = await TurnAsync(cancellationToken) }, cancellationToken),
            _ => await RunAsync(name, arguments, caller with { Turn = await TurnAsync(cancellationToken) }, progress, cancellationToken),
        };
    }

    private async Task<ToolOutcome> RunAsync(string name, JsonObject arguments, Caller caller, CallProgress? progress, CancellationToken cancellationToken)
    {
        await (progress?.BeginAsync(cancellationToken) ?? Task.CompletedTask);
        var outcome = await runner.RunAsync(name, arguments, caller, cancellationToken);
        await (progress?.EndAsync(cancellationToken) ?? Task.CompletedTask);
        return outcome;
    }

    // A turn of its own for each call, from the numbers of the chat's, so that undo takes it back as it takes back a message.
    private async Task<Turn> TurnAsync(CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        return new Turn(await TurnNumber.NextAsync(db, cancellationToken), "1");
    }
}
