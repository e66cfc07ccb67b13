using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Budget;

/// <summary>Counts what a user's calls of the model use, and makes none when the day's budget is used up.</summary>
internal sealed class BudgetClient(IChatClient inner, UsageBudget budget, long userId) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await budget.CheckAsync(userId, cancellationToken);
        var asked = messages.ToList();
        var (reported, answered) = (0L, 0L);
        var isAnswering = false;
        try
        {
            await foreach (var update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
            {
                isAnswering = true;
                reported += update.Contents.OfType<UsageContent>().Sum(usage => Total(usage.Details));
                answered += update.Contents.Sum(TokenEstimate.Of);
                yield return update;
            }

            if (reported == 0)
            {
                // Whoever counts further out counts this too.
                var estimate = new UsageDetails { InputTokenCount = TokenEstimate.Of(asked) + TokenEstimate.Of(options), OutputTokenCount = answered };
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(estimate)]);
            }
        }
        finally
        {
            // An answer that broke off, or was stopped, has been paid for; a call that was turned away has not.
            if (isAnswering)
            {
                await budget.AddAsync(userId, reported > 0 ? reported : TokenEstimate.Of(asked) + TokenEstimate.Of(options) + answered, CancellationToken.None);
            }
        }
    }

    private static long Total(UsageDetails usage) => usage.TotalTokenCount ?? (usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0);
}
