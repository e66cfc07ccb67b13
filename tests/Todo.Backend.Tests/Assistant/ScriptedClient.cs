using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Tests.Assistant;

/// <summary>A model that says what a test has written down: one list of updates for each call.</summary>
internal sealed class ScriptedClient(params IReadOnlyList<Func<ChatResponseUpdate>>[] script) : IChatClient
{
    /// <summary>What it was given, call by call.</summary>
    public List<(List<ChatMessage> Messages, ChatOptions Options)> Requests { get; } = [];

    /// <summary>Happens before each update, with the number of the call and of the update.</summary>
    public Func<int, int, CancellationToken, Task> Before { get; init; } = (_, _, _) => Task.CompletedTask;

    public static IReadOnlyList<Func<ChatResponseUpdate>> Response(params object[] parts) => [.. parts.Select(part => (Func<ChatResponseUpdate>)(() => Update(part)))];

    public static FunctionCallContent Call(string id, string name, params (string Name, object? Value)[] arguments) =>
        new(id, name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = Requests.Count;
        Requests.Add(([.. messages], options!));
        Assert.True(number < script.Length, "The model is called once too often.");
        for (var i = 0; i < script[number].Count; i++)
        {
            await Before(number, i, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            yield return script[number][i]();
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }

    private static ChatResponseUpdate Update(object part) => part switch
    {
        string text => new ChatResponseUpdate(ChatRole.Assistant, text),
        AIContent content => new ChatResponseUpdate(ChatRole.Assistant, [content]),
        ChatFinishReason reason => new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = reason },
        Exception e => throw e,
        _ => throw new ArgumentException("No part of a response.", nameof(part)),
    };
}
