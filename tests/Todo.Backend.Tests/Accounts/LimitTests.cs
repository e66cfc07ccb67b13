using System.Net;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>How much one address and one user may ask.</summary>
[Trait("rule", "A3")]
public sealed class LimitTests
{
    [Fact]
    public async Task The_authentication_routes_have_a_limit_for_each_address()
    {
        await using var backend = await StartAsync(("BACKEND_LIMIT_AUTH_PER_MINUTE", "5"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await OkAsync(backend, "198.51.100.1"));
        }

        using var refused = await SendAsync(backend, "api/auth/ok", "198.51.100.1");
        var problem = await AccessTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests, "TOO_MANY_REQUESTS");
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        // Another address, and one IPv6 subscriber as one address.
        Assert.Equal(HttpStatusCode.OK, await OkAsync(backend, "198.51.100.2"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await OkAsync(backend, $"2001:db8:1:1::{i + 1}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await OkAsync(backend, "2001:db8:1:1::99"));
    }

    [Fact]
    public async Task Other_requests_have_a_limit_for_each_address_before_any_token_is_looked_at()
    {
        await using var backend = await StartAsync(("BACKEND_LIMIT_REQUESTS_PER_SECOND", "1"));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await SendAsync(backend, "api/settings", "198.51.100.1");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task A_user_has_a_limit_from_whatever_address()
    {
        await using var backend = await StartAsync(("BACKEND_LIMIT_REQUESTS_PER_SECOND", "1"));
        var user = await TestUser.CreateAsync(backend);
        HttpResponseMessage? refused = null;
        for (var i = 1; i < 60 && refused is null; i++)
        {
            var answer = await SendAsync(backend, "api/settings", $"198.51.100.{i}", user.Token);
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        Assert.NotNull(refused);
        await AccessTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Health_has_no_limit()
    {
        await using var backend = await StartAsync(("BACKEND_LIMIT_REQUESTS_PER_SECOND", "1"), ("BACKEND_LIMIT_AUTH_PER_MINUTE", "1"));
        for (var i = 0; i < 20; i++)
        {
            using var answer = await backend.Client().GetAsync("healthz");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_address_that_a_client_names_itself_is_not_believed()
    {
        await using var backend = await StartAsync(("BACKEND_LIMIT_AUTH_PER_MINUTE", "3"));
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/auth/ok");
            request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            using var answer = await backend.Client().SendAsync(request);
            last = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    private static Task<TestBackend> StartAsync(params (string Name, string Value)[] settings) =>
        TestBackend.StartAsync(settings: settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value, StringComparer.Ordinal));

    private static async Task<HttpStatusCode> OkAsync(TestBackend backend, string address)
    {
        using var answer = await SendAsync(backend, "api/auth/ok", address);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestBackend backend, string path, string address, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Todo-Gateway", TestBackend.GatewayKey);
        request.Headers.Add("X-Forwarded-For", address);
        return await backend.Client(token).SendAsync(request);
    }
}
