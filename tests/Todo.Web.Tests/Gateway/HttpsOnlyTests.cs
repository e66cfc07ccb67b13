using System.Net;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>Plain HTTP behind an ingress that ends TLS.</summary>
[Trait("rule", "C13")]
public sealed class HttpsOnlyTests
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["FRONTEND_HTTPS_ONLY"] = "true",
        ["FRONTEND_TRUSTED_PROXIES"] = "127.0.0.0/8",
        ["FRONTEND_PUBLIC_ORIGINS"] = "https://todo.example,https://other.example:8443",
    };

    [Theory]
    [InlineData("GET", "todo.example", "http", HttpStatusCode.PermanentRedirect, "https://todo.example/robots.txt?next=%2Ftasks")]
    [InlineData("POST", "todo.example", "http", HttpStatusCode.PermanentRedirect, "https://todo.example/robots.txt?next=%2Ftasks")]
    [InlineData("GET", "other.example:8080", "http", HttpStatusCode.PermanentRedirect, "https://other.example:8443/robots.txt?next=%2Ftasks")]
    [InlineData("GET", "todo.example", "https, http", HttpStatusCode.PermanentRedirect, "https://todo.example/robots.txt?next=%2Ftasks")]
    [InlineData("GET", "evil.example", "http", HttpStatusCode.MisdirectedRequest, null)]
    [InlineData("GET", "todo.example", "https", HttpStatusCode.OK, null)]
    [InlineData("GET", "todo.example", null, HttpStatusCode.OK, null)]
    public async Task What_came_by_plain_http_is_sent_to_https(string method, string host, string? proto, HttpStatusCode status, string? location)
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address, Settings);

        using var response = await SendAsync(frontend, method, "/robots.txt?next=%2Ftasks", host, proto);

        Assert.Equal((status, location), (response.StatusCode, response.Headers.Location?.OriginalString));
        Assert.Equal(proto == "https", response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_api_is_redirected_too_and_nothing_reaches_the_backend()
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address, Settings);

        using var api = await SendAsync(frontend, "POST", "/api/tasks", "todo.example", "http");
        using var probe = await SendAsync(frontend, "GET", "/readyz", "10.0.0.7:8080", proto: null);

        Assert.Equal((HttpStatusCode.PermanentRedirect, HttpStatusCode.OK), (api.StatusCode, probe.StatusCode));
        Assert.Empty(backend.Seen);
    }

    [Fact]
    public async Task Without_the_setting_plain_http_is_served()
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address);

        using var response = await SendAsync(frontend, "GET", "/robots.txt", "todo.example", "http");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestFrontend frontend, string method, string target, string host, string? proto)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(frontend.Address, target));
        request.Headers.Host = host;
        if (proto is not null)
        {
            request.Headers.Add("X-Forwarded-Proto", proto);
        }

        return await client.SendAsync(request);
    }
}
