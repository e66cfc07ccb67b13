using System.Net.Http.Headers;

namespace Todo.Backend.Tests.Gates;

/// <summary>Headers that no answer may lack, whatever it is, and those that none may have.</summary>
[Trait("rule", "A6")]
public sealed class HeaderTests(GateFixture gate) : IClassFixture<GateFixture>
{
    [Fact]
    public async Task Every_endpoint_sends_them_with_every_kind_of_answer()
    {
        foreach (var endpoint in gate.Endpoints.Where(endpoint => endpoint.IsPublic))
        {
            await CheckAsync(endpoint.Method, gate.PathOf(endpoint), token: null);
            await CheckAsync(endpoint.Method, gate.PathOf(endpoint), gate.User.Token);
            await CheckAsync(endpoint.Method, gate.PathOf(endpoint, "somebody-else"), gate.User.Token);
            await CheckAsync(endpoint.Method, gate.PathOf(endpoint), gate.User.Token, "{");
        }
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("GET", "/api/tasks/../../etc/passwd", 404)]
    [InlineData("TRACE", "/api/tasks", 405)]
    [InlineData("OPTIONS", "/api/tasks", 405)]
    [InlineData("DELETE", "/api/tasks", 405)]
    public async Task Answers_of_no_endpoint_have_them_too(string method, string path, int status) =>
        Assert.Equal(status, await CheckAsync(method, path, gate.User.Token));

    private async Task<int> CheckAsync(string method, string path, string? token, string? body = null)
    {
        using var client = gate.Backend.Client(token);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var place = $"{method} {path} {(int)response.StatusCode}";
        Assert.True(Header("X-Content-Type-Options") == "nosniff", $"{place}: X-Content-Type-Options");
        Assert.True(Header("Referrer-Policy") == "no-referrer", $"{place}: Referrer-Policy");
        Assert.True(Header("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'", $"{place}: Content-Security-Policy");
        foreach (var name in new[] { "Server", "X-Powered-By", "Set-Cookie", "Access-Control-Allow-Origin" })
        {
            Assert.True(Header(name) is null, $"{place}: {name}");
        }

        // Whatever is about somebody must not be kept by anybody else.
        if (path.StartsWith("/api/", StringComparison.Ordinal) && response.Content.Headers.ContentType is not null)
        {
            Assert.True(response.Headers.CacheControl is { NoStore: true } or { Private: true } or { NoCache: true } or { Public: true }, $"{place}: Cache-Control is {Header("Cache-Control") ?? "missing"}");
        }

        return (int)response.StatusCode;

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
    }
}
