using System.Text;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Journal;

/// <summary>An event as a browser would dispatch it.</summary>
internal sealed record ServerEvent(string Id, string Type, JsonNode Data)
{
    public long Number => long.Parse(Id[(Id.LastIndexOf('-') + 1)..]);

    public string Epoch => Id[..Id.LastIndexOf('-')];
}

/// <summary>Reads an event stream as WHATWG HTML 9.2.6 says: ids without data only move the place.</summary>
internal sealed class EventClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly StreamReader lines;

    private EventClient(HttpResponseMessage response, Stream body)
    {
        Response = response;
        lines = new StreamReader(body, Encoding.UTF8);
    }

    /// <summary>What a client sends as Last-Event-ID when it comes back.</summary>
    public string? LastId { get; private set; }

    public HttpResponseMessage Response { get; }

    public static async Task<EventClient> OpenAsync(HttpClient client, string? lastId = null, string path = "/api/events")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        return await OpenAsync(client, request, lastId);
    }

    /// <summary>The stream that answers any request.</summary>
    public static async Task<EventClient> OpenAsync(HttpClient client, HttpRequestMessage request, string? lastId = null)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new EventClient(response, await response.Content.ReadAsStreamAsync()) { LastId = lastId };
    }

    /// <summary>Opens a stream and reads on until it knows its place: from there on nothing is missed.</summary>
    public static async Task<EventClient> OpenNowAsync(HttpClient client)
    {
        var events = await OpenAsync(client);
        await events.ReadFrameAsync();
        Assert.NotNull(events.LastId);
        return events;
    }

    /// <summary>Comments that came between the frames: heartbeats.</summary>
    public int Comments { get; private set; }

    /// <summary>Reads until the next comment has come.</summary>
    public async Task ReadCommentAsync()
    {
        for (var before = Comments; Comments == before;)
        {
            Assert.NotNull(await ReadFrameAsync());
        }
    }

    /// <summary>The next event; null when the server has ended the stream.</summary>
    public async Task<ServerEvent?> NextAsync()
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (frame.Data is not null)
            {
                return new ServerEvent(LastId ?? "", frame.Type, JsonNode.Parse(frame.Data)!);
            }
        }

        return null;
    }

    public async Task<ServerEvent[]> TakeAsync(int count)
    {
        var events = new ServerEvent[count];
        for (var i = 0; i < count; i++)
        {
            events[i] = await NextAsync() ?? throw new InvalidOperationException($"The stream ended after {i} of {count} events.");
        }

        return events;
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        Response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(string Type, string? Data)?> ReadFrameAsync()
    {
        var (id, type, data) = (LastId, "message", (string?)null);
        while (true)
        {
            using var patience = new CancellationTokenSource(Patience);
            var line = await lines.ReadLineAsync(patience.Token);
            switch (line)
            {
                case null:
                    return null;
                case "":
                    // Only a whole frame moves the place: one that was cut comes again.
                    LastId = id;
                    return (type, data);
                case var _ when line.StartsWith("id: ", StringComparison.Ordinal):
                    id = line[4..];
                    break;
                case var _ when line.StartsWith("event: ", StringComparison.Ordinal):
                    type = line[7..];
                    break;
                case var _ when line.StartsWith("data: ", StringComparison.Ordinal):
                    data = line[6..];
                    break;
                default:
                    Assert.StartsWith(":", line, StringComparison.Ordinal);
                    Comments++;
                    break;
            }
        }
    }
}
