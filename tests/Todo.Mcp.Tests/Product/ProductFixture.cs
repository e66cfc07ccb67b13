using System.Net.Http.Json;
using System.Text.Json;
using Todo.Mcp.Tests.Edge;
using Todo.Testing;

namespace Todo.Mcp.Tests.Product;

/// <summary>A backend for a class of tests, and users with tokens of each kind.</summary>
public sealed class ProductFixture : IAsyncLifetime
{
    public TestBackend Backend { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["BACKEND_PUBLIC_ORIGINS"] = "https://todo.example" });

    public ValueTask DisposeAsync() => Backend.DisposeAsync();

    internal async Task<McpUser> UserAsync(string timeZone = "UTC", string? approvals = null)
    {
        var user = await TestUser.CreateAsync(Backend, timeZone);
        if (approvals is not null)
        {
            using var answer = await user.Client.PatchAsJsonAsync("api/settings", new { approvals });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        return new McpUser(Backend, user);
    }
}

/// <summary>A user as an MCP client's owner.</summary>
internal sealed record McpUser(TestBackend Backend, TestUser User)
{
    public HttpClient Client => User.Client;

    /// <summary>A client by a personal access token.</summary>
    public async Task<HttpClient> PersonalAsync(params string[] scopes)
    {
        using var answer = await Client.PostAsJsonAsync("api/tokens", new { name = "mcp", scopes, expires_in_days = 1 });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return Backend.Client(body.GetProperty("token").GetString());
    }

    public async Task<long> AddAsync(string title)
    {
        using var answer = await Client.PostAsJsonAsync("api/tasks", new { title });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    public async Task<IReadOnlyList<long>> AddAsync(int count)
    {
        var ids = new List<long>();
        for (var i = 1; i <= count; i++)
        {
            ids.Add(await AddAsync($"Task {i}"));
        }

        return ids;
    }

    /// <summary>How many tasks there are.</summary>
    public async Task<int> CountAsync() => (await Client.GetFromJsonAsync<JsonElement>("api/tasks")).GetProperty("total").GetInt32();

    /// <summary>Calls a tool by a client of an older revision, as by far the most are.</summary>
    public Task<EdgeAnswer> CallAsync(string tool, string arguments = "{}", HttpClient? client = null) =>
        EdgeRequest.Old("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}} }""").SendAsync(client ?? Client);
}
