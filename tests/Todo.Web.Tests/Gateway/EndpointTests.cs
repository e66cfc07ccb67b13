using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Todo.Frontend.Forms;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>Rules over all routes there are.</summary>
public sealed class EndpointTests(Site site)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'";

    private IEnumerable<RouteEndpoint> Endpoints =>
        site.Frontend.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    [Fact]
    [Trait("rule", "A14")]
    public void Only_these_endpoints_are_anonymous() =>
        Assert.Equal(
            [
                "GET /",
                "GET /metrics",
                "GET /reset-password",
                "GET /sign-in",
                "GET /sign-up",
                "GET,HEAD /assets/{file}",
                "GET,HEAD /favicon.ico",
                "GET,HEAD /healthz",
                "GET,HEAD /readyz",
                "GET,HEAD /robots.txt",
                "GET,HEAD /startupz",
                "POST /reset-password",
                "POST /sign-in",
                "POST /sign-out",
                "POST /sign-up",
                "any /api/{**rest}",
                "any /mcp",
                "any {*path}",
            ],
            Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(Describe).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    [Trait("rule", "A14")]
    public void Every_endpoint_that_changes_something_is_checked_against_forgery() =>
        Assert.Empty(Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(method => method is not ("GET" or "HEAD")) == true)
            .Where(endpoint => endpoint.Metadata.GetMetadata<ForgeryChecked>() is null)
            .Select(Describe));

    [Theory]
    [Trait("rule", "A18")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/sign-in")]
    [InlineData("GET", "/sign-up")]
    [InlineData("GET", "/reset-password")]
    [InlineData("GET", "/tasks")]
    [InlineData("GET", "/tasks/1")]
    [InlineData("GET", "/tasks/trash")]
    [InlineData("GET", "/chat")]
    [InlineData("GET", "/settings")]
    [InlineData("GET", "/no-such-page")]
    [InlineData("GET", "/no-such-file.png")]
    [InlineData("GET", "/assets/nothing.css")]
    [InlineData("GET", "/robots.txt")]
    [InlineData("GET", "/favicon.ico")]
    [InlineData("GET", "/healthz")]
    [InlineData("GET", "/readyz")]
    [InlineData("POST", "/sign-in")]
    [InlineData("POST", "/tasks")]
    [InlineData("POST", "/app/chat")]
    [InlineData("PUT", "/tasks")]
    [InlineData("GET", "/api/tasks")]
    [InlineData("GET", "/api/auth/ok")]
    [InlineData("GET", "/api/no-such-thing")]
    [InlineData("GET", "/api/a%2Fb")]
    public async Task Every_answer_carries_the_security_headers(string method, string path)
    {
        using var client = site.Frontend.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request);
        string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.NotEqual("", Header("Cross-Origin-Resource-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.NotEqual("", Header("Referrer-Policy"));
        Assert.Equal("", Header("Server"));
        var policy = Header("Content-Security-Policy");
        if (path.StartsWith("/api/", StringComparison.Ordinal) && response.StatusCode != HttpStatusCode.BadRequest)
        {
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal); // The backend's own.
        }
        else
        {
            Assert.Equal(Policy, policy);
        }
    }

    [Theory]
    [Trait("rule", "A5")]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("/no-such-file.png", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_a_page_that_says_so(string path, HttpStatusCode status)
    {
        using var client = site.Frontend.Client();
        using var response = await client.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains("There is no such page", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Describe(RouteEndpoint endpoint) =>
        $"{(endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 } methods ? string.Join(',', methods.HttpMethods.Order(StringComparer.Ordinal)) : "any")} {endpoint.RoutePattern.RawText}";
}
