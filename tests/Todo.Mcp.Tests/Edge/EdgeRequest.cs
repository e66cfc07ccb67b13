using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Todo.Mcp.Tests.Edge;

/// <summary>A POST as a client writes it, header by header, and what comes back.</summary>
internal sealed record EdgeRequest(string Body)
{
    public const string Newest = "2026-07-28";

    public static readonly string[] Handshakes = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    /// <summary>What a request of the newest revision says of itself in params._meta.</summary>
    public const string Meta = """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}
        """;

    public string? Accept { get; init; } = "application/json, text/event-stream";

    public string? ContentType { get; init; } = "application/json";

    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>A request of a revision with handshake, or none named.</summary>
    public static EdgeRequest Old(string method, string parameters = "{}", string? version = null) =>
        new($$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}} }""") { Headers = version is null ? [] : [("MCP-Protocol-Version", version)] };

    /// <summary>A whole request of the newest revision.</summary>
    public static EdgeRequest New(string method, string parameters = "", string? name = null) =>
        new($$$"""{"jsonrpc":"2.0","id":7,"method":"{{{method}}}","params":{ {{{Meta}}}{{{(parameters.Length > 0 ? "," + parameters : "")}}} } }""")
        {
            Headers = [("MCP-Protocol-Version", Newest), ("Mcp-Method", method), .. name is null ? [] : new[] { ("Mcp-Name", name) }],
        };

    /// <summary>The same with a header more, or another value of it.</summary>
    public EdgeRequest With(string name, string value) => this with { Headers = [.. Headers.Where(header => header.Name != name), (name, value)] };

    public EdgeRequest Without(string name) => this with { Headers = [.. Headers.Where(header => header.Name != name)] };

    public async Task<EdgeAnswer> SendAsync(HttpClient client, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "mcp") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) };
        request.Content.Headers.ContentType = ContentType is null ? null : MediaTypeHeaderValue.Parse(ContentType);
        if (Accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", Accept);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, cancellation);
        return new EdgeAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.ToString() + response.Content.Headers, await response.Content.ReadAsStringAsync(cancellation));
    }
}

/// <summary>An answer, be it JSON or an event stream.</summary>
internal sealed record EdgeAnswer(HttpStatusCode Status, string? Type, string Headers, string Text)
{
    /// <summary>The JSON-RPC messages in it.</summary>
    public IReadOnlyList<JsonElement> Messages => Type == "text/event-stream"
        ? [.. Text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[5..]))]
        : [JsonElement.Parse(Text)];

    public JsonElement Last => Messages[^1];

    public JsonElement Error => Last.GetProperty("error");

    public JsonElement Result => Last.GetProperty("result");

    /// <summary>Fails unless this is the error with the request's id.</summary>
    public void AssertError(HttpStatusCode status, int code, bool hasId = true)
    {
        Assert.True(Status == status && Error.GetProperty("code").GetInt32() == code, $"{(int)Status} {Text}");
        Assert.Equal(hasId ? "7" : "null", Last.GetProperty("id").GetRawText());
        Assert.False(string.IsNullOrEmpty(Error.GetProperty("message").GetString()));
    }
}
