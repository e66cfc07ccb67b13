using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Todo.Backend.Chat.Turns;
using Todo.Contracts;
using Todo.Hosting.Health;

namespace Todo.Backend.Chat.Streaming;

/// <summary>Writes the events of a conversation as server-sent events (WHATWG HTML 9.2.5), each flushed as a whole.</summary>
internal sealed partial class TurnEventWriter(HttpContext context, IDrain drain)
{
    // A proxy that hears nothing for long would end the connection.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly HttpResponse response = context.Response;
    private Task reading = Task.CompletedTask;

    /// <param name="last">The number that the client has; what ends the stream early names the latest.</param>
    public async Task<IResult> WriteAsync(IAsyncEnumerable<TurnEvent> events, long last)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep the events back
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var all = events.GetAsyncEnumerator(CancellationToken.None);
        try
        {
            await response.StartAsync(context.RequestAborted);
            while (await NextAsync(all))
            {
                last = all.Current.Number;
                await SendAsync($"id: {last}\nevent: {all.Current.Kind}\ndata: {all.Current.Data}\n\n");
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; the turn goes on without it.
        }
        catch (Exception) when (drain.Draining.IsCancellationRequested)
        {
            // However the reading ended: what is cut off in the middle of a query may say so in its own words.
            await EndAsync(last, "draining", "This server is going away; the answer goes on. Ask for the events after the last number.");
        }
        catch (OperationCanceledException)
        {
            await EndAsync(last, "unauthorized", "The token has ended; the answer goes on. Ask for the events after the last number with a new one.");
        }
        catch (Exception e)
        {
            Log.Broken(context.RequestServices.GetRequiredService<ILogger<TurnEventWriter>>(), e);
            await EndAsync(last, "unavailable", "The stream broke off here; the answer goes on. Ask for the events after the last number.");
        }
        finally
        {
            // What reads the events ends with the request, and may be let go only then.
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Empty;
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<TurnEvent> all)
    {
        var next = all.MoveNextAsync().AsTask();
        reading = next;
        while (true)
        {
            try
            {
                return await next.WaitAsync(Heartbeat, context.RequestAborted);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await SendAsync(":\n\n");
            }
        }
    }

    // It has no number: it is said to this client alone, and not part of the conversation.
    private Task EndAsync(long last, string code, string message) =>
        SendAsync($"event: error\ndata: {JsonSerializer.Serialize(new ErrorEvent(last, code, message, Resumable: true), TodoJson.Default.ErrorEvent)}\n\n");

    private async Task SendAsync(string frame)
    {
        Encoding.UTF8.GetBytes(frame, response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A stream of a conversation broke", EventName = "TurnStreamBroken")]
        public static partial void Broken(ILogger logger, Exception exception);
    }
}
