using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Loop;

/// <summary>
/// Lets the model use the tools of a turn: calls it, handles its calls one after the other, gives it their results, and so on until it
/// answers in text, the person has to be asked, or the budget is used up. Each call gets exactly one result.
/// </summary>
/// <remarks>
/// Streams text, calls, results (role tool) and <see cref="ToolApprovalRequestContent"/> ("effect" among its properties; its id is the
/// call's) as they come about. The given messages may end with a response whose calls have results only in part: those without one are
/// handled first; those that end with an answer need nothing more. The person's decision about such a call is a <see cref="ToolApprovalResponseContent"/> after it; a
/// <see cref="ToolApprovalRequestContent"/> without one is still open, and the run ends again.
/// </remarks>
internal sealed class FunctionLoop(IChatClient inner, ITurnTools tools, TurnBudget budget) : DelegatingChatClient(inner)
{
    private const int FailuresInARow = 3;

    private readonly CallHandler handler = new(tools);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var activity = Activity.Current;
        var transcript = new Transcript(messages);
        if (transcript.IsAnswered)
        {
            yield break;
        }

        using var clock = budget.Clock();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        var made = transcript.Turn.Count(message => message.Role == ChatRole.Assistant);
        var step = new LoopStep { Calls = transcript.Dangling(), MayUseTools = made < budget.ModelCalls };
        var failures = 0;
        while (true)
        {
            // Tools run to their end, whatever the clock says: what they did must be stored.
            await foreach (var update in HandleAsync(step, transcript, cancellationToken))
            {
                yield return update;
                Activity.Current = activity;
            }

            failures = step.HasFailed ? failures + 1 : 0;
            if (step.Waits)
            {
                yield break;
            }

            if (Ending(step, failures) is { } ending)
            {
                yield return Said($"{ending} {TurnSummary.Of(transcript.Turn)}");
                yield break;
            }

            var response = new ModelResponse();
            var mayUseTools = !step.Repeats && budget.AllowsTools(made);
            await foreach (var update in CallModelAsync(
                response, mayUseTools ? transcript.Messages : transcript.With(TurnEndings.LastCall), Options(options, made, mayUseTools), limited.Token, cancellationToken))
            {
                yield return update;
                Activity.Current = activity;
            }

            made++;
            foreach (var usage in response.Usage)
            {
                budget.Use(usage);
            }

            if (response.Broken is { } broken)
            {
                yield return Said($"{broken} {TurnSummary.Of(transcript.Turn)}");
                yield break;
            }

            var message = response.ToMessage();
            foreach (var update in response.Held(message))
            {
                yield return update;
                Activity.Current = activity;
            }

            step = new LoopStep { Calls = [.. Transcript.Calls(message)], Cut = response.Cut(message), MayUseTools = mayUseTools };
            if (step.Calls.Count == 0)
            {
                if (string.IsNullOrWhiteSpace(message.Text))
                {
                    yield return Said($"{TurnEndings.Silent} {TurnSummary.Of(transcript.Turn)}");
                }

                yield break;
            }

            transcript.Add(message);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> HandleAsync(
        LoopStep step, Transcript transcript, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var results = new List<FunctionResultContent>();
        foreach (var call in step.Calls)
        {
            switch (await handler.HandleAsync(call, step, transcript, cancellationToken))
            {
                case FunctionResultContent result:
                    results.Add(result);
                    yield return new ChatResponseUpdate(ChatRole.Tool, [result]) { MessageId = id };
                    break;
                case ToolApprovalRequestContent request:
                    step.Waits = true;
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [request]) { MessageId = id + "-approval" };
                    break;
                default:
                    step.Waits = true;
                    break;
            }
        }

        if (!step.Waits && step.Calls.Count > 0)
        {
            transcript.Add(results);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> CallModelAsync(
        ModelResponse response, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken limited,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var updates = base.GetStreamingResponseAsync([.. messages], options, limited).GetAsyncEnumerator(limited);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                response.Broken = TurnEndings.Late;
                yield break;
            }

            if (response.Take(updates.Current))
            {
                yield return updates.Current;
            }

            if (response.IsTooLong)
            {
                response.Broken = TurnEndings.Long;
                yield break;
            }
        }
    }

    private string? Ending(LoopStep step, int failures)
    {
        if (!step.MayUseTools)
        {
            return TurnEndings.Spent;
        }

        if (failures > FailuresInARow)
        {
            return TurnEndings.Failing;
        }

        return budget.IsLate ? TurnEndings.Late : null;
    }

    private ChatOptions Options(ChatOptions? given, int made, bool mayUseTools)
    {
        var options = given?.Clone() ?? new ChatOptions();
        options.Tools = mayUseTools ? [.. tools.Declarations] : null;

        // A call that is required again and again would never end in an answer.
        options.ToolMode = mayUseTools && made == 0 ? options.ToolMode : null;
        return options;
    }

    private static ChatResponseUpdate Said(string text) =>
        new(ChatRole.Assistant, text) { MessageId = Guid.CreateVersion7().ToString("N"), AuthorName = TurnEndings.Author, FinishReason = ChatFinishReason.Stop };
}
