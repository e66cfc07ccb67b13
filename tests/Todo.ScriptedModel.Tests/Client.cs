using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Tests;

/// <summary>A client that knows nothing but HTTP, and the model that it talks to.</summary>
internal sealed class Client : IAsyncDisposable
{
    private readonly HttpClient http = new();

    private Client(ScriptedModelServer model) => Model = model;

    public ScriptedModelServer Model { get; }

    public static async Task<Client> OfAsync(Script script) => new(await ScriptedModelServer.StartAsync(script));

    public static Task<Client> OfAsync(params Reply[] replies) => OfAsync(Script.Of(replies));

    public static JsonObject User(string text) => new() { ["role"] = "user", ["content"] = text };

    public static JsonObject Tool(string call, string result) => new() { ["role"] = "tool", ["tool_call_id"] = call, ["content"] = result };

    public static JsonObject Calls(params string[] ids) => new()
    {
        ["role"] = "assistant",
        ["content"] = null,
        ["tool_calls"] = new JsonArray([.. ids.Select(id => new JsonObject
        {
            ["id"] = id,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = "add_task", ["arguments"] = "{}" },
        })]),
    };

    public static JsonObject Body(params JsonNode[] messages) => new() { ["model"] = "any", ["messages"] = new JsonArray(messages) };

    public static JsonObject Streaming(params JsonNode[] messages)
    {
        var body = Body(messages);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return body;
    }

    public Task<HttpResponseMessage> PostAsync(string body, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead, CancellationToken cancellation = default) =>
        http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, Model.Endpoint + "/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            completion,
            cancellation);

    public Task<HttpResponseMessage> PostAsync(JsonObject body) => PostAsync(body.ToJsonString());

    /// <summary>The completion of a conversation.</summary>
    public async Task<JsonElement> AskAsync(params JsonNode[] messages)
    {
        using var answer = await PostAsync(Body(messages));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>What it said to one message.</summary>
    public async Task<string?> SayAsync(string text) => Message(await AskAsync(User(text))).GetProperty("content").GetString();

    /// <summary>The data of the events, [DONE] too, as far as they came.</summary>
    public async Task<List<string>> StreamAsync(JsonObject body)
    {
        using var answer = await PostAsync(body.ToJsonString(), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        List<string> events = [];
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Length > 0)
                {
                    Assert.StartsWith("data: ", line, StringComparison.Ordinal);
                    events.Add(line[6..]);
                }
            }
        }
        catch (IOException)
        {
            events.Add("(cut)");
        }

        return events;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(new Uri(Model.Endpoint, path));

    public static JsonElement Message(JsonElement completion) => completion.GetProperty("choices")[0].GetProperty("message");

    public static async Task<JsonElement> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Model.DisposeAsync();
    }
}
