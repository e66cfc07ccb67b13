using System.Text;
using System.Text.Json;
using Todo.Contracts;

namespace Todo.Backend.Journal;

/// <summary>Writes the frames of a server-sent event stream (WHATWG HTML 9.2.5), each flushed as a whole.</summary>
internal sealed class EventWriter(HttpResponse response, TimeProvider time)
{
    // Writes end with the connection and not with the stream's own end, so that no frame is ever cut.
    private readonly CancellationToken aborted = response.HttpContext.RequestAborted;

    /// <summary>Timestamp of the last frame, whatever it was.</summary>
    public long LastWrite { get; private set; } = time.GetTimestamp();

    /// <summary>An id alone: no event, but the place from which the client goes on when the connection ends before one.</summary>
    public Task WritePlaceAsync(EventId id) => SendAsync($"id: {id}\n\n");

    /// <summary>Everything that was read before is to be read again; the stream goes on from this id.</summary>
    public Task WriteResetAsync(EventId id) => SendAsync($"id: {id}\nevent: reset\ndata: {{}}\n\n");

    public Task WriteHeartbeatAsync() => SendAsync(":\n\n");

    public Task WriteAsync(EventId id, string what, TaskView task)
    {
        var output = response.BodyWriter;
        Encoding.UTF8.GetBytes($"id: {id}\nevent: {what}\ndata: ", output);
        using (var json = new Utf8JsonWriter(output))
        {
            JsonSerializer.Serialize(json, task, TodoJson.Default.TaskView);
        }

        return SendAsync("\n\n");
    }

    private async Task SendAsync(string text)
    {
        Encoding.UTF8.GetBytes(text, response.BodyWriter);
        await response.BodyWriter.FlushAsync(aborted);
        LastWrite = time.GetTimestamp();
    }
}
