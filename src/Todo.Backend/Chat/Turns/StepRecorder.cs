using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Loop;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// Stores each response of the model before anything comes of it, and gives its calls ids of our own: models repeat theirs, and a call's id is
/// what the journal knows it by.
/// </summary>
internal sealed class StepRecorder(IChatClient inner, TurnRow turn, TurnSteps steps) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            for (var i = 0; i < update.Contents.Count; i++)
            {
                update.Contents[i] = StorableContent.Of(update.Contents[i]);
                if (update.Contents[i] is FunctionCallContent { InformationalOnly: false } call)
                {
                    var number = updates.Sum(earlier => earlier.Contents.OfType<FunctionCallContent>().Count()) + update.Contents.Take(i).OfType<FunctionCallContent>().Count() + 1;
                    update.Contents[i] = Named(call, $"t{turn.Id}s{steps.Next}c{number}");
                }
            }

            updates.Add(update);
            yield return update;
        }

        await steps.AddAsync(Message(updates), cancellationToken);
    }

    private static FunctionCallContent Named(FunctionCallContent call, string id)
    {
        var named = new FunctionCallContent(id, call.Name, call.Arguments) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties };
        if (call.Exception is not null)
        {
            (named.AdditionalProperties ??= [])[CallHandler.Malformed] = true;
        }

        return named;
    }

    // Only what a later call of a model needs: no reasoning, no usage, no raw objects.
    private static ChatMessage Message(List<ChatResponseUpdate> updates)
    {
        var response = updates.ToChatResponse();
        var contents = response.Messages.SelectMany(message => message.Contents).Where(part => part is TextContent or FunctionCallContent or ErrorContent).ToList();
        return new ChatMessage(ChatRole.Assistant, contents) { AuthorName = response.Messages.Select(message => message.AuthorName).LastOrDefault(name => name is not null) };
    }
}
