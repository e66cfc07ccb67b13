using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Npgsql;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Database;
using Todo.Backend.Tools;

namespace Todo.Backend.Chat.Turns;

/// <summary>The steps of one turn, stored as they come: a response of the model, the result of a call.</summary>
/// <param name="next">The number of the next step.</param>
internal sealed class TurnSteps(TodoDatabase database, TurnRow turn, HeldTurn held, int next, TimeProvider time)
{
    private const string Outcome = "outcome";

    // jsonb keeps members in an order of its own, so that the type of a content need not come first.
    private static readonly JsonSerializerOptions Json = new(AIJsonUtilities.DefaultOptions) { AllowOutOfOrderMetadataProperties = true };

    /// <summary>The number of the step that is being made.</summary>
    public int Next { get; private set; } = next;

    public Task AddAsync(ChatMessage response, CancellationToken cancellationToken) =>
        StoreAsync(JsonSerializer.Serialize(response, Json), cancellationToken);

    public Task AddAsync(string call, ToolOutcome outcome, CancellationToken cancellationToken)
    {
        var result = new FunctionResultContent(call, null)
        {
            AdditionalProperties = new() { [Outcome] = new JsonObject { ["text"] = outcome.Text, ["content"] = outcome.Content.DeepClone(), ["is_error"] = outcome.IsError } },
        };
        return AddAsync(new ChatMessage(ChatRole.Tool, [result]), cancellationToken);
    }

    /// <summary>A step as the model is shown it.</summary>
    public static ChatMessage Read(string content)
    {
        var message = JsonSerializer.Deserialize<ChatMessage>(content, Json)!;
        message.Contents = [.. message.Contents.Select(part => part is FunctionResultContent result ? ToolResults.Of(result.CallId, Read(result)) : part)];
        return message;
    }

    private static ToolOutcome Read(FunctionResultContent result)
    {
        var stored = JsonSerializer.SerializeToNode(result.AdditionalProperties![Outcome], Json)!;
        return new ToolOutcome(stored["text"]!.GetValue<string>(), stored["content"]!.DeepClone().AsObject(), stored["is_error"]!.GetValue<bool>());
    }

    // Refused when the turn is not this process's any more.
    private async Task StoreAsync(string content, CancellationToken cancellationToken)
    {
        var (now, number) = (time.GetUtcNow(), Next);
        await using var db = database.CreateContext();
        var stored = 0;
        try
        {
            // The share lock makes a process that takes the turn over wait for this step, and see it.
            stored = await db.Database.ExecuteSqlAsync(
                $"""
                insert into turn_steps (turn_id, number, content, created_at)
                select id, {number}, {content}::jsonb, {now} from turns where id = {turn.Id} and holder = {turn.Holder} and status = 'running' for share
                """,
                cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another process has written it.
        }

        if (stored == 0)
        {
            held.Lose();
        }

        Next++;
    }
}
