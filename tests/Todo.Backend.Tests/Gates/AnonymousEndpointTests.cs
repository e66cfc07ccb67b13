using System.Net;

namespace Todo.Backend.Tests.Gates;

/// <summary>Who gets in without a token, found out by asking; and that everybody else is turned away before anything is read.</summary>
[Trait("rule", "A5")]
[Trait("rule", "A14")]
public sealed class AnonymousEndpointTests(GateFixture gate) : IClassFixture<GateFixture>
{
    // A new line here is a decision: say in its review why nobody need be known.
    private static readonly string[] Open =
    [
        "GET /api/auth/config",
        "GET /api/auth/get-session", // null without a session
        "GET /api/auth/jwks",
        "GET /api/auth/ok",
        "GET /api/openapi.json",
        "GET /healthz",
        "GET /readyz",
        "GET /startupz",
        "HEAD /healthz",
        "HEAD /readyz",
        "HEAD /startupz",
        "POST /api/auth/reset-password", // by a one-time code
        "POST /api/auth/sign-in/email",
        "POST /api/auth/sign-out", // without a session it is done already
        "POST /api/auth/sign-up/email",
    ];

    [Fact]
    public async Task Exactly_these_answer_without_a_token()
    {
        using var client = gate.Backend.Client();
        var found = new List<string>();
        foreach (var endpoint in gate.Endpoints.Where(endpoint => endpoint.IsPublic))
        {
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), gate.PathOf(endpoint));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
            {
                found.Add($"{endpoint}");
                continue;
            }

            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.Equal(Open, found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_mark_for_anonymous_is_on_these_and_on_what_reads_a_session_token_only()
    {
        var marked = gate.Endpoints.Where(endpoint => endpoint is { IsPublic: true, IsAnonymous: true, IsAuth: false }).Select(endpoint => $"{endpoint}").Order(StringComparer.Ordinal);

        Assert.Equal(Open.Where(name => !name.Contains("/api/auth/", StringComparison.Ordinal)), marked);
        Assert.All(gate.Endpoints.Where(endpoint => endpoint.IsAuth), endpoint => Assert.StartsWith("/api/auth/", endpoint.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_token_no_body_is_waited_for()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var endpoint in gate.Endpoints.Where(endpoint => endpoint is { IsPublic: true, IsAnonymous: false }))
        {
            var answer = await RawRequest.HeadersOnlyAsync(gate.Backend.Address, endpoint.Method, gate.PathOf(endpoint), token: null, patience.Token);

            Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
            Assert.Contains("WWW-Authenticate: Bearer", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"unauthorized\"", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task On_somebody_elses_path_no_body_is_waited_for()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var endpoints = gate.Endpoints.Where(endpoint => endpoint.Path.Contains("{user_id}", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
        {
            var answer = await RawRequest.HeadersOnlyAsync(gate.Backend.Address, endpoint.Method, gate.PathOf(endpoint, "somebody-else"), gate.User.Token, patience.Token);

            Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"forbidden\"", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Everything_of_a_user_has_both_forms_of_path()
    {
        // Of the caller alone, by contract: events, settings, tokens, the document and what is under auth.
        string[] single = ["/api/events", "/api/settings", "/api/tokens", "/api/tokens/{id}", "/api/openapi.json"];
        var paths = gate.Endpoints.Where(endpoint => endpoint.IsPublic && endpoint.Path.StartsWith("/api/", StringComparison.Ordinal) && !endpoint.IsAuth).ToList();
        var own = paths.Where(endpoint => !endpoint.Path.Contains("{user_id}", StringComparison.Ordinal) && !single.Contains(endpoint.Path)).Select(endpoint => $"{endpoint}").Order();
        var named = paths.Where(endpoint => endpoint.Path.Contains("{user_id}", StringComparison.Ordinal)).Select(endpoint => $"{endpoint}".Replace("/{user_id}", "", StringComparison.Ordinal)).Order();

        Assert.Equal(own, named);
    }
}
