using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Todo.Backend.Approvals;
using Todo.Backend.Operations;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// Between the person and the loop: stores what the loop asks, and tells it what the person has decided, from the stored rows alone. Tool and
/// arguments are the recorded ones, so that nothing that was sent or said since can change them.
/// </summary>
/// <param name="known">The approvals that this turn has asked for so far.</param>
internal sealed class ApprovalGate(IChatClient inner, ApprovalStore store, Caller caller, TurnRow turn, HeldTurn held, IReadOnlyList<Approval> known) : DelegatingChatClient(inner)
{
    private readonly List<Approval> asked = [];

    /// <summary>What this run has asked for.</summary>
    public IReadOnlyList<Approval> Asked => asked;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var told = messages.ToList();
        if (known.Count > 0)
        {
            told.Add(new ChatMessage(ChatRole.User, [.. known.Select(Content)]));
        }

        await foreach (var update in base.GetStreamingResponseAsync(told, options, cancellationToken))
        {
            foreach (var question in update.Contents.OfType<ToolApprovalRequestContent>())
            {
                var call = (FunctionCallContent)question.ToolCall;
                var effect = question.AdditionalProperties?["effect"]?.ToString() ?? call.Name;
                held.ThrowIfLost();
                asked.Add(await store.AskAsync(caller, Request(call, effect), cancellationToken));
            }

            yield return update;
        }
    }

    private ApprovalRequest Request(FunctionCallContent call, string effect) =>
        new(new Turn(turn.Id, call.CallId), turn.ConversationId, call.Name, TurnTools.Arguments(call), effect);

    private static AIContent Content(Approval row)
    {
        var arguments = row.ReadArguments().ToDictionary(argument => argument.Key, argument => (object?)argument.Value, StringComparer.Ordinal);
        var call = new FunctionCallContent(row.Call, row.Tool, arguments);
        return row.Status == Approval.Pending
            ? new ToolApprovalRequestContent(row.Call, call)
            : new ToolApprovalResponseContent(row.Call, row.Status == Approval.Approved, call) { Reason = row.Status == Approval.Expired ? Approval.Expired : null };
    }
}
