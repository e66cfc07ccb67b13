using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Testing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>Somebody with tasks who talks to the assistant.</summary>
internal sealed class Person(TestBackend backend, TestUser user)
{
    public TestUser User => user;

    public HttpClient Client => user.Client;

    public async Task<long> AddAsync(string title, string description = "", string[]? tags = null, string? project = null)
    {
        using var response = await Client.PostAsJsonAsync("/api/tasks", new { title, description, tags = tags ?? [], project });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (long)(await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
    }

    public async Task<long[]> AddAsync(int count)
    {
        var ids = new long[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = await AddAsync($"Task {i + 1}");
        }

        return ids;
    }

    /// <summary>A message that must be answered.</summary>
    public async Task<JsonObject> SayAsync(string message, long? conversation = null, HttpClient? client = null)
    {
        var (status, answer) = await PostAsync("/api/chat", new JsonObject { ["message"] = message, ["conversation_id"] = conversation }, client);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    public Task<(HttpStatusCode Status, JsonObject Answer)> DecideAsync(string approval, bool approve = true, HttpClient? client = null) =>
        PostAsync($"/api/chat/approvals/{approval}", new JsonObject { ["approve"] = approve }, client);

    public async Task<(HttpStatusCode Status, JsonObject Answer)> PostAsync(string path, JsonObject? body = null, HttpClient? client = null)
    {
        using var response = await (client ?? Client).PostAsJsonAsync(path, body ?? []);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>What waits for a yes anywhere.</summary>
    public async Task<JsonArray> WaitingAsync() => (await Client.GetFromJsonAsync<JsonObject>("/api/chat/approvals"))!["approvals"]!.AsArray();

    /// <summary>The titles, the completed ones with a tick.</summary>
    public async Task<string[]> TasksAsync()
    {
        var all = (await Client.GetFromJsonAsync<JsonObject>("/api/tasks?limit=100"))!["tasks"]!.AsArray();
        return [.. all.Select(task => (string)task!["title"]! + ((bool)task["completed"]! ? " ✓" : "")).Order(StringComparer.Ordinal)];
    }

    /// <summary>How many changes the assistant has made.</summary>
    public async Task<int> ChangesAsync()
    {
        await using var db = backend.Database.Context();
        return await db.Journal.CountAsync(change => change.UserId == user.Id && change.Door == "chat");
    }

    public async Task SetModeAsync(string approvals)
    {
        using var response = await Client.PatchAsJsonAsync("/api/settings", new { approvals });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A client by a personal access token: another's program, or a model's.</summary>
    public async Task<HttpClient> ProgramAsync(params string[] scopes)
    {
        using var response = await Client.PostAsJsonAsync("/api/tokens", new { name = "program", scopes, expires_in_days = 1 });
        return backend.Client((string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["token"]!);
    }

    public Task<HttpClient> ProgramAsync() => ProgramAsync("read", "write");
}

/// <summary>What answers have in them.</summary>
internal static class Answers
{
    public static string Status(this JsonObject answer) => (string)answer["status"]!;

    public static string Text(this JsonObject answer) => (string)answer["response"]!;

    public static long Conversation(this JsonObject answer) => (long)answer["conversation_id"]!;

    public static string[] Tools(this JsonObject answer) => [.. answer["tool_calls"]!.AsArray().Select(call => (string)call!["name"]!)];

    /// <summary>The error of each call; "" where it went well.</summary>
    public static string[] Errors(this JsonObject answer) => [.. answer["tool_calls"]!.AsArray().Select(call => (string?)call!["result"]!["error"] ?? "")];

    /// <summary>The ids of what it waits for.</summary>
    public static string[] Waits(this JsonObject answer) => [.. answer["approvals"]!.AsArray().Select(approval => (string)approval!["id"]!)];
}
