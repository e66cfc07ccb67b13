using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Assistant.Offline;

namespace Todo.Backend.Assistant;

/// <summary>
/// The model, and the offline assistant where there is none or it fails before it has said anything in this turn. A turn that the model has
/// begun and can't go on with ends with what was done: nothing is done by rules that a model has begun to do.
/// </summary>
/// <param name="model">Null when none is configured.</param>
internal sealed partial class FallbackClient(IChatClient? model, IChatClient offline, ILogger<FallbackClient> logger) : DelegatingChatClient(offline)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var given = messages.ToList();
        var turn = new Transcript(given).Turn.ToList();
        var isOffline = model is null || turn.Exists(message => message.AuthorName == OfflineClient.Name);
        if (!isOffline)
        {
            var attempt = new Attempt();
            await foreach (var update in AskAsync(attempt, given, options, cancellationToken))
            {
                yield return update;
            }

            if (attempt.Failure is not { } failure)
            {
                yield break;
            }

            if (failure is not BudgetUsedUpException)
            {
                Log.Failed(logger, (failure as ModelUnavailableException)?.Failure.ToString() ?? failure.GetType().Name, failure.Message);
            }

            if (attempt.HasSpoken || turn.Exists(message => message.Role == ChatRole.Assistant))
            {
                yield return Said($"{(attempt.HasSpoken ? "\n\n" : "")}{FallbackReasons.BrokenOff(failure)} {TurnSummary.Of(turn)}", TurnEndings.Author);
                yield break;
            }

            yield return Said(FallbackReasons.Instead(failure) + "\n\n", OfflineClient.Name);
        }

        await foreach (var update in base.GetStreamingResponseAsync(given, options, cancellationToken))
        {
            yield return update;
        }
    }

    // Calls wait for the end of the response: one that breaks off must not have any.
    private async IAsyncEnumerable<ChatResponseUpdate> AskAsync(
        Attempt attempt, List<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = new List<ChatResponseUpdate>();
        await using var updates = model!.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, attempt, cancellationToken))
        {
            var update = updates.Current;
            if (held.Count > 0 || update.Contents.Any(content => content is FunctionCallContent))
            {
                held.Add(update);
                continue;
            }

            attempt.HasSpoken |= update.Text.Length > 0;
            yield return update;
        }

        foreach (var update in attempt.Failure is null ? held : [])
        {
            yield return update;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Attempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e) when (IsOfModel(e) && !cancellationToken.IsCancellationRequested)
        {
            attempt.Failure = e;
            return false;
        }
    }

    private static bool IsOfModel(Exception exception) =>
        exception is ModelUnavailableException or BudgetUsedUpException or HttpRequestException or TimeoutException or IOException or OperationCanceledException;

    private static ChatResponseUpdate Said(string text, string author) =>
        new(ChatRole.Assistant, text) { AuthorName = author, MessageId = Guid.CreateVersion7().ToString("N") };

    private sealed class Attempt
    {
        /// <summary>Somebody has read something of it.</summary>
        public bool HasSpoken { get; set; }

        public Exception? Failure { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The language model gave no answer ({Kind}): {Reason}", EventName = "ModelFailed")]
        public static partial void Failed(ILogger logger, string kind, string reason);
    }
}
