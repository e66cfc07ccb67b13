using System.Collections.Concurrent;
using Todo.Cli.Output;

namespace Todo.Cli.Mcp;

/// <summary>
/// Newline-delimited JSON-RPC (MCP, "stdio") on one side, one POST a message (MCP, "Streamable HTTP") on the other. Several
/// requests are in flight at once, and each gets exactly one answer, whatever happens to its POST.
/// </summary>
internal sealed class Bridge(Endpoint endpoint, MessageOutput output)
{
    private const int ParseError = -32700;
    private const string Incomplete = "The server gave no complete answer: the connection may have been lost. What was asked for may have been done: look before you ask again.";
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly RevisionHeaders headers = new();
    private Task handshake = Task.CompletedTask;

    /// <summary>Until the input ends and all that was asked is answered.</summary>
    public async Task RunAsync(TextReader input, CancellationToken cancellation)
    {
        List<Task> outstanding = [];

        // A read of standard input can't be cancelled, only left alone.
        while (await input.ReadLineAsync(cancellation).AsTask().WaitAsync(cancellation) is { } line)
        {
            outstanding.RemoveAll(task => task.IsCompletedSuccessfully);
            if (line.Trim().Length > 0)
            {
                outstanding.Add(TakeAsync(line, cancellation));
            }
        }

        await Task.WhenAll(outstanding);
    }

    private Task TakeAsync(string line, CancellationToken cancellation)
    {
        if (BridgeMessage.Parse(line) is not { } message)
        {
            return output.WriteErrorAsync(null, "This line is no JSON-RPC message. Send each message on a line of its own, without batches.", cancellation, ParseError);
        }

        // Until a revision is agreed on, nobody knows the header of what follows.
        headers.Declare(message);
        var sending = SendAfterAsync(handshake, message, cancellation);
        handshake = message.IsInitialize ? sending : handshake;
        return sending;
    }

    private async Task SendAfterAsync(Task agreed, BridgeMessage message, CancellationToken cancellation)
    {
        await agreed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!message.IsRequest)
        {
            await TellAsync(message, cancellation);
            return;
        }

        using var own = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var id = message.Id!.Value.GetRawText();
        running.TryAdd(id, own);
        try
        {
            await AskAsync(message, own.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The client has taken it back: it waits for no answer.
        }
        finally
        {
            running.TryRemove(KeyValuePair.Create(id, own));
        }
    }

    private async Task AskAsync(BridgeMessage request, CancellationToken cancellation)
    {
        if (await TryAskAsync(request, cancellation) is { } refusal)
        {
            await (refusal.Error is { } error
                ? output.WriteErrorAsync(request.Id, error, cancellation)
                : output.WriteErrorAsync(request.Id, refusal.Sentence, cancellation));
        }
    }

    // Null when the server has answered.
    private async Task<Refusal?> TryAskAsync(BridgeMessage request, CancellationToken cancellation)
    {
        try
        {
            using var answer = await endpoint.PostAsync(request, headers, cancellation);
            return await Refusal.OfAsync(answer, endpoint, cancellation)
                ?? (await PassAsync(request, answer, cancellation) ? null : new Refusal(Incomplete));
        }
        catch (UserException error)
        {
            return new Refusal(error.Message);
        }
        catch (HttpRequestException error) when (Refusal.IsUnreachable(error))
        {
            return Refusal.Of(error, endpoint);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new Refusal($"{Incomplete} ({error.GetBaseException().Message})");
        }
    }

    // True when the answer to the request was among the messages; a stream may be cut after it without harm.
    private async Task<bool> PassAsync(BridgeMessage request, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var isAnswered = false;
        try
        {
            await foreach (var (text, message) in AnswerMessages.ReadAsync(answer, cancellation))
            {
                var isAnswer = AnswerMessages.IsResponse(message, request.Id!.Value);
                if (isAnswer && isAnswered)
                {
                    continue;
                }

                if (isAnswer && request.IsInitialize && AnswerMessages.Revision(message) is { } revision)
                {
                    headers.Negotiate(revision);
                }

                await output.WriteAsync(text, cancellation);
                isAnswered |= isAnswer;
            }
        }
        catch (Exception error) when (isAnswered && error is HttpRequestException or IOException)
        {
        }

        return isAnswered;
    }

    // Notifications and responses to the server: nobody waits for an answer, so what goes wrong is only for the log.
    private async Task TellAsync(BridgeMessage message, CancellationToken cancellation)
    {
        try
        {
            using var answer = await endpoint.PostAsync(message, headers, cancellation);
            if (await Refusal.OfAsync(answer, endpoint, cancellation) is { } refusal)
            {
                Lines.Error($"{message.Method ?? "A response"} was not taken. {refusal.Sentence}");
            }
        }
        catch (Exception error) when (error is HttpRequestException or UserException)
        {
            Lines.Error($"{message.Method ?? "A response"} was not sent. {error.Message}");
        }

        // A server without sessions knows its caller by the connection: when that goes, the tool is cancelled.
        if (message.Cancelled is { } id && running.TryGetValue(id.GetRawText(), out var request))
        {
            try
            {
                await request.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has just been answered.
            }
        }
    }
}
