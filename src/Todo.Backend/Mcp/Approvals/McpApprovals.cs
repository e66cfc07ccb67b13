using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Todo.Backend.Approvals;
using Todo.Backend.Database;
using Todo.Backend.Mcp.Http;
using Todo.Backend.Operations;
using Todo.Backend.Tools;

namespace Todo.Backend.Mcp.Approvals;

/// <summary>
/// How the person is asked through a connected client: in the client itself where it can ask (revision 2026-07-28 with elicitation),
/// elsewhere by a stored approval. Both are rows that are decided once.
/// </summary>
internal sealed class McpApprovals(ApprovalStore store, RequestStates states, TodoDatabase database, TimeProvider time)
{
    /// <summary>The one request that the client's user answers, and its one field.</summary>
    public const string Request = "approval";
    public const string Yes = "approve";

    // What a person could look at; a client that asks on and on asks nobody.
    private const int MostWaiting = 50;

    /// <summary>Asks: throws what the SDK turns into an input-required result, or gives the outcome that says that it waits.</summary>
    /// <param name="caller">With the turn of what would be done.</param>
    public async Task<ToolOutcome> AskAsync(
        RequestContext<CallToolRequestParams> context, string tool, JsonObject arguments, string effect, Caller caller, CancellationToken cancellationToken)
    {
        var pending = await store.PendingAsync(caller, conversation: null, cancellationToken);
        var same = pending.Find(row => row.ConversationId is null && row.Tool == tool && row.Effect == effect && JsonNode.DeepEquals(row.ReadArguments(), arguments));
        if (same is null && pending.Count >= MostWaiting)
        {
            return ToolResult.Error("conflict", $"{MostWaiting} things wait for the person's yes already: nothing more is asked until some of them are answered, or 15 minutes old.");
        }

        var waiting = same ?? await store.AskAsync(caller, new ApprovalRequest(caller.Turn!, ConversationId: null, tool, arguments, effect), cancellationToken);
        return CanAsk(context) ? throw Question(waiting, caller, arguments) : Waits(waiting);
    }

    /// <summary>Takes the client's answer, once: runs what was shown, or nothing.</summary>
    public async Task<ToolOutcome> AnswerAsync(
        RequestContext<CallToolRequestParams> context, string tool, JsonObject arguments, Caller caller, Func<Turn, CancellationToken, Task<ToolOutcome>> run, CancellationToken cancellationToken)
    {
        if (states.Open(context.Params.RequestState!, caller, tool, arguments) is not (var id, var expiresAt))
        {
            throw new McpProtocolException("The request state was not made for this call: call the tool again without it.", McpErrorCode.InvalidParams);
        }

        await using var db = database.CreateContext();
        var owner = caller.UserId;
        var row = await db.Approvals.AsNoTracking().FirstOrDefaultAsync(approval => approval.Id == id && approval.UserId == owner, cancellationToken);
        if (row is null || expiresAt <= time.GetUtcNow())
        {
            return Over("This was not answered within 15 minutes: nothing has happened. Call the tool again.");
        }

        if (row.Status != Approval.Pending)
        {
            return Over($"This was {row.Status} before, and an answer counts once. Look at what is there, and call the tool again if it is still wanted.");
        }

        if (context.Params.InputResponses is not { } answers || !answers.TryGetValue(Request, out var answer))
        {
            throw Question(row, caller, arguments);
        }

        var isYes = IsYes(answer);
        if (!await DecideAsync(db, row, isYes, caller, cancellationToken))
        {
            return Over("This was answered elsewhere at the same time. Look at what is there.");
        }

        if (!isYes)
        {
            return ToolResult.Error("rejected", "The person said no: nothing was changed. Don't try it another way.");
        }

        var outcome = await run(new Turn(row.Turn, row.Call), cancellationToken);
        await store.EndAsync(row.Id, outcome.Content, caller, cancellationToken);
        return outcome;
    }

    private bool CanAsk(RequestContext<CallToolRequestParams> context) =>
        states.CanSign
        && Revisions.IsWithoutHandshake(context.JsonRpcMessage.Context?.ProtocolVersion)
        && context.Server.IsMrtrSupported
        && context.Server.ClientCapabilities?.Elicitation is { } elicitation
        && (elicitation.Form is not null || elicitation.Url is null);

    private InputRequiredException Question(Approval row, Caller caller, JsonObject arguments) => new(
        new Dictionary<string, InputRequest>(StringComparer.Ordinal)
        {
            [Request] = InputRequest.ForElicitation(new ElicitRequestParams
            {
                Message = $"{row.Effect}?",
                RequestedSchema = new ElicitRequestParams.RequestSchema
                {
                    Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>(StringComparer.Ordinal)
                    {
                        [Yes] = new ElicitRequestParams.BooleanSchema { Title = "Yes, do it", Description = "Nothing happens without it.", Default = false },
                    },
                    Required = [Yes],
                },
            }),
        },
        states.Sign(row.Id, row.ExpiresAt, caller, row.Tool, arguments));

    // In one statement: of all that answer at once, here or in the web app, one decides.
    private async Task<bool> DecideAsync(TodoDb db, Approval row, bool isYes, Caller caller, CancellationToken cancellationToken)
    {
        var (now, decision) = (time.GetUtcNow(), isYes ? Approval.Approved : Approval.Rejected);
        return await db.Approvals.Pending(caller, now).Where(approval => approval.Id == row.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, decision).SetProperty(approval => approval.DecidedAt, now), cancellationToken) == 1;
    }

    private static bool IsYes(InputResponse answer)
    {
        try
        {
            return answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo) is { IsAccepted: true, Content: { } content }
                && content.TryGetValue(Yes, out var yes)
                && yes.ValueKind == JsonValueKind.True;
        }
        catch (JsonException exception)
        {
            throw new McpProtocolException($"inputResponses.{Request} must be the result of an elicitation.", exception, McpErrorCode.InvalidParams);
        }
    }

    private static ToolOutcome Over(string message) => ToolResult.Error("conflict", message);

    private static ToolOutcome Waits(Approval row) => new(
        $"Nothing has happened yet; it waits for the person's yes: {row.Effect}. They can say yes or no within 15 minutes on the chat page of the web app, or by POST /api/chat/approvals/{row.Id} with a session's token. Then it is done without another call.",
        new JsonObject
        {
            ["status"] = "awaiting_approval",
            ["approval_id"] = row.Id.ToString(),
            ["effect"] = row.Effect,
            ["expires_at"] = row.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
}
