using System.Net;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Assistant.OpenAi;

/// <summary>The endpoint, without a network: the answers are given in turn, the last one again and again.</summary>
internal sealed class CannedHandler(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    /// <summary>What was asked, in order.</summary>
    public List<(Uri Url, string? Authorization, string Body)> Requests { get; } = [];

    /// <summary>One request, whose body is exactly this JSON, but for the order of members.</summary>
    public void AssertSent(string expected) =>
        Assert.Equal(Sorted(JsonNode.Parse(expected))!.ToJsonString(), Sorted(JsonNode.Parse(Assert.Single(Requests).Body))!.ToJsonString());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.RequestUri!, request.Headers.Authorization?.ToString(), body));
        var answer = answers[Math.Min(Requests.Count, answers.Length) - 1]();
        answer.RequestMessage = request;
        return answer;
    }

    public static Func<HttpResponseMessage> Json(string body, HttpStatusCode status = HttpStatusCode.OK, string? retryAfter = null) => () =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (retryAfter is not null)
        {
            response.Headers.Add("Retry-After", retryAfter);
        }

        return response;
    };

    /// <summary>A stream of server-sent events, byte for byte as given.</summary>
    public static Func<HttpResponseMessage> Events(Stream body) => () =>
    {
        var content = new StreamContent(body);
        content.Headers.ContentType = new("text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    };

    public static Func<HttpResponseMessage> Events(string body) => () => Events(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)))();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        null => null,
        _ => node.DeepClone(),
    };
}
