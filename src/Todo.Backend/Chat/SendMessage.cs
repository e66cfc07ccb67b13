using Microsoft.EntityFrameworkCore;
using Todo.Backend.Assistant;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tools;
using Todo.Contracts;

namespace Todo.Backend.Chat;

/// <summary>
/// One turn: the person's message is stored, the assistant answers by the tools, the answer is stored. The message's id makes a retry
/// harmless: it gives the stored answer, waits for the one that is being made, or goes on where a replica has died.
/// </summary>
internal sealed class SendMessage(TodoDatabase database, TurnStore turns, IAssistant assistant, ToolRunner tools, TimeProvider time)
{
    private const int MaxLength = 4000;
    private const int HistoryLength = 20;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(50);

    public async Task<Result<ChatResponse>> RunAsync(ChatRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (Check(request.Message) is { } error)
        {
            return Failure.Invalid("message", error);
        }

        var begun = await turns.BeginAsync(request, caller, cancellationToken);
        if (!begun.TryGet(out var turn, out var failure))
        {
            return failure;
        }

        if (turn.Answer is { } stored)
        {
            return stored;
        }

        // The client may go away; the turn goes on to its stored end.
        using var budget = new CancellationTokenSource(Budget, time);
        try
        {
            return await AnswerAsync(turn, caller, budget.Token);
        }
        catch
        {
            await turns.LeaveAsync(turn);
            throw;
        }
    }

    private async Task<ChatResponse> AnswerAsync(ChatTurn turn, Caller caller, CancellationToken cancellationToken)
    {
        var toolbox = new Toolbox(
            tools, caller, turn.Message.Id, turn.Resumed ? turn.Message.Calls() : null, (calls, token) => turns.RecordAsync(turn, calls, token));
        var history = await HistoryAsync(turn.Message, cancellationToken);
        var text = await assistant.AnswerAsync(
            new AssistantTurn(history, turn.Message.Content, time.GetUtcNow(), caller.TimeZone, toolbox), cancellationToken);
        return await turns.EndAsync(turn, text, toolbox.Calls, cancellationToken);
    }

    private async Task<List<AssistantMessage>> HistoryAsync(Message message, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var latest = await db.Messages.AsNoTracking()
            .Where(earlier => earlier.ConversationId == message.ConversationId && earlier.UserId == message.UserId && earlier.Id < message.Id)
            .OrderByDescending(earlier => earlier.Id)
            .Take(HistoryLength)
            .Select(earlier => new AssistantMessage(earlier.Role == Message.Assistant, earlier.Content))
            .ToListAsync(cancellationToken);
        latest.Reverse();
        return latest;
    }

    private static string? Check(string? message)
    {
        if (string.IsNullOrWhiteSpace(message))
        {
            return "Write a message.";
        }

        if (message.EnumerateRunes().Take(MaxLength + 1).Count() > MaxLength)
        {
            return $"A message has at most {MaxLength} characters.";
        }

        return message.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            ? "Control characters are not allowed, except line breaks and tabs."
            : null;
    }
}
