using System.Net;
using System.Text;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>Retries, the breaker and the spread of connections, between a real frontend and real sockets.</summary>
[Trait("rule", "C10")]
public sealed class SteadyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("GET", "/api/tasks", null, 3)]
    [InlineData("DELETE", "/api/tasks/1", null, 3)]
    [InlineData("PUT", "/api/tasks/1", null, 3)]
    [InlineData("POST", "/api/tasks", "key", 3)]
    [InlineData("POST", "/api/tasks", null, 1)]
    [InlineData("POST", "/api/chat", "key", 1)]
    [InlineData("PATCH", "/api/tasks/1", null, 1)]
    public async Task Only_what_may_be_repeated_is_sent_again_after_a_broken_answer(string method, string path, string? key, int tries)
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address);
        var bodies = new List<string>();
        backend.Answer = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            context.Abort();
        };
        using var client = new HttpClient { BaseAddress = frontend.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "DELETE"))
        {
            request.Content = new StringContent("""{"title":"a"}""", Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(tries, backend.Seen.Count);
        Assert.Single(bodies.Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(502, null, 3)]
    [InlineData(503, null, 3)]
    [InlineData(503, "2", 1)]
    [InlineData(500, null, 1)]
    public async Task An_answer_is_asked_for_again_only_where_the_backend_was_not_reached(int status, string? retryAfter, int tries)
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address);
        backend.Answer = context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return Task.CompletedTask;
        };
        using var client = new HttpClient { BaseAddress = frontend.Address };

        using var response = await client.GetAsync("/api/tasks");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(tries, backend.Seen.Count);
    }

    [Fact]
    public async Task Retries_are_bounded_when_everything_fails()
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address);
        backend.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using var client = new HttpClient { BaseAddress = frontend.Address };
        const int requests = 60;
        for (var i = 0; i < requests; i++)
        {
            using var response = await client.GetAsync("/api/tasks");
        }

        Assert.InRange(backend.Seen.Count, requests + 1, requests + 20 + (requests / 10));
        Assert.Contains("todo_gateway_retries_total", await client.GetStringAsync(new Uri(frontend.MetricsAddress, "/metrics")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_is_away_is_not_asked_and_found_again()
    {
        var backend = await ScriptedBackend.StartAsync();
        var port = backend.Address.Port;
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address);
        using var client = new HttpClient { BaseAddress = frontend.Address };
        await backend.DisposeAsync();
        await UntilAsync(async () =>
        {
            // At once: one after the other, a slow machine might never bring as many as the breaker counts.
            foreach (var away in await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync("/api/tasks", new StringContent("{}")))))
            {
                using (away)
                {
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
                    Assert.NotNull(away.Headers.RetryAfter);
                }
            }

            return (await client.GetStringAsync(new Uri(frontend.MetricsAddress, "/metrics"))).Split('\n').Any(line => line.StartsWith("todo_gateway_breaker_open", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
        });
        using var probe = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);

        await using var again = await ScriptedBackend.StartAsync(port);
        await UntilAsync(async () =>
        {
            using var response = await client.GetAsync("/api/tasks");
            return response.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task An_added_replica_gets_requests_though_connections_are_kept()
    {
        await using var first = await ScriptedBackend.StartAsync();
        await using var second = await ScriptedBackend.StartAsync();
        await using var balancer = new Balancer(first.Address.Port);
        await using var frontend = await TestFrontend.StartAsync(balancer.Address, balancer.Address, new Dictionary<string, string?>(StringComparer.Ordinal) { ["FRONTEND_BACKEND_CONNECTION_LIFETIME"] = "1s" });
        using var client = new HttpClient { BaseAddress = frontend.Address };
        using (await client.GetAsync("/api/tasks"))
        {
            Assert.Single(first.Seen);
        }

        balancer.Add(second.Address.Port);
        await UntilAsync(async () =>
        {
            using var response = await client.GetAsync("/api/tasks");
            return !second.Seen.IsEmpty;
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
