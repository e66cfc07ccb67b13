using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Wire;

/// <summary>Writes an answer, with the faults that its reply asks for.</summary>
internal sealed class ReplyWriter(Reply reply, Faults faults, TimeProvider time)
{
    /// <summary>As server-sent events (HTML Living Standard, 9.2), each flushed.</summary>
    public async Task StreamAsync(HttpContext http, IEnumerable<JsonObject> chunks)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        var sent = 0;
        foreach (var chunk in chunks)
        {
            if (sent > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(reply.Delay), time, http.RequestAborted);
                await faults.BeforeChunkAsync(http, reply, sent);
            }

            if (reply.EndAfter == sent)
            {
                return;
            }

            await EventAsync(http, chunk.ToJsonString(WireJson.Text));
            sent++;
        }

        await faults.BeforeChunkAsync(http, reply, sent);
        await EventAsync(http, "[DONE]");
    }

    /// <summary>As one object. The faults after some chunk come in its middle.</summary>
    public async Task WriteAsync(HttpContext http, JsonObject whole)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(whole, WireJson.Text);
        var half = bytes.Length / 2;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(bytes.AsMemory(0, half), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        foreach (var chunk in new[] { reply.HangAfter, reply.CutAfter }.OfType<int>().Where(chunk => chunk > 0))
        {
            await faults.BeforeChunkAsync(http, reply, chunk);
        }

        if (reply.EndAfter is null)
        {
            await http.Response.Body.WriteAsync(bytes.AsMemory(half), http.RequestAborted);
        }
    }

    private static async Task EventAsync(HttpContext http, string data)
    {
        await http.Response.WriteAsync($"data: {data}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
