using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Todo.Testing;

namespace Todo.Backend.Tests.Tasks;

/// <summary>A backend without the limits on requests, shared by a class of tests; each test makes users of its own.</summary>
public sealed class TasksFixture : IAsyncLifetime
{
    public TestBackend Backend { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Backend = await TestBackend.StartAsync(settings: Unlimited);

    public ValueTask DisposeAsync() => Backend.DisposeAsync();

    /// <summary>A test sends in a second what a person does not in a day.</summary>
    public static IReadOnlyDictionary<string, string?> Unlimited { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["BACKEND_LIMIT_REQUESTS_PER_SECOND"] = "1000000",
    };

    public Task<TestUser> UserAsync(string timeZone = "UTC") => TestUser.CreateAsync(Backend, timeZone);
}

/// <summary>Raw JSON over HTTP: tests say what is on the wire and do not share the product's types.</summary>
internal static class Wire
{
    public static HttpContent Json(string json, string type = "application/json") =>
        new StringContent(json, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    public static async Task<Answer> SendAsync(
        this TestUser user, string method, string path, string? json = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = Json(json, type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await user.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text, response);
    }

    /// <summary>Adds a task and gives its JSON.</summary>
    public static async Task<JsonObject> AddAsync(this TestUser user, string json)
    {
        var answer = await user.SendAsync("POST", "/api/tasks", json);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Object;
    }

    public static async Task<JsonObject> AddTitleAsync(this TestUser user, string title) =>
        await user.AddAsync(new JsonObject { ["title"] = title }.ToJsonString());

    public static long Id(this JsonObject task) => task["id"]!.GetValue<long>();
}

/// <summary>A response that has been read.</summary>
internal sealed record Answer(int Status, string Text, HttpResponseMessage Response)
{
    public JsonObject Object => JsonNode.Parse(Text)!.AsObject();

    public string ETag => Response.Headers.ETag!.ToString();

    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;

    /// <summary>The names of a problem's errors, in order of the alphabet.</summary>
    public string[] ErrorNames => [.. Object["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal)];

    /// <summary>Asserts an RFC 9457 problem with this status and code.</summary>
    public Answer Problem(int status, string code)
    {
        Assert.True(Status == status, $"{Status}: {Text}");
        Assert.Equal("application/problem+json", Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status, Object["status"]!.GetValue<int>());
        Assert.Equal(code, Object["code"]!.GetValue<string>());
        Assert.EndsWith("/" + code, Object["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(Object["trace_id"]!.GetValue<string>());
        return this;
    }
}
