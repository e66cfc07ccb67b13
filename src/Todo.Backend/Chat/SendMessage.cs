using Todo.Backend.Approvals;
using Todo.Backend.Chat.Approving;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Chat;

/// <summary>
/// One message: stored with its turn, which is worked on apart from this request, and answered when that has ended. The message's id makes a
/// retry harmless: it gives the stored answer, or waits for the one that is being made.
/// </summary>
internal sealed class SendMessage(BeginTurn begin, TurnWorker worker, TurnAnswers answers, ApprovalStore approvals)
{
    private const int MaxLength = 4000;

    /// <summary>Stores the message and starts its turn.</summary>
    public async Task<Result<BegunTurn>> BeginAsync(ChatRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (Check(request.Message) is { } error)
        {
            return Failure.Invalid("message", error);
        }

        var begun = await begin.RunAsync(request, await AnsweredAsync(request, caller, cancellationToken), caller, cancellationToken);
        if (begun.TryGet(out var turn, out _) && turn.IsNew)
        {
            worker.Start(turn.Turn);
        }

        return begun;
    }

    public async Task<Result<ChatResponse>> RunAsync(ChatRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var begun = await BeginAsync(request, caller, cancellationToken);
        return begun.TryGet(out var turn, out var failure) ? await answers.ToAsync(turn, caller, cancellationToken) : failure;
    }

    // "Yes" and "no" answer what waits, when it is one thing alone and somebody who has signed in says so.
    private async Task<(Guid Id, bool Yes)?> AnsweredAsync(ChatRequest request, Caller caller, CancellationToken cancellationToken) =>
        request.ConversationId is { } conversation
        && caller.Scopes.HasFlag(Scopes.Account)
        && YesOrNo.Read(request.Message!) is { } yes
        && await approvals.PendingAsync(caller, conversation, cancellationToken) is [var one]
            ? (one.Id, yes)
            : null;

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
