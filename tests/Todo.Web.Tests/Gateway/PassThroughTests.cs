using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Todo.Testing;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>A gateway before a backend that shows what arrives.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    public ScriptedBackend Backend { get; private set; } = null!;

    public TestFrontend Frontend { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Backend = await ScriptedBackend.StartAsync();
        Frontend = await TestFrontend.StartAsync(Backend.Address, Backend.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Frontend.DisposeAsync();
        await Backend.DisposeAsync();
    }
}

[Trait("rule", "A14")]
public sealed class PassThroughTests : IClassFixture<GatewayFixture>, IDisposable
{
    private readonly ScriptedBackend backend;
    private readonly TestFrontend frontend;
    private readonly HttpClient client;

    public PassThroughTests(GatewayFixture fixture)
    {
        (backend, frontend) = (fixture.Backend, fixture.Frontend);
        backend.Seen.Clear();
        backend.Answer = context => context.Response.WriteAsync("ok");
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = frontend.Address };
    }

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Every_method_and_the_target_pass_as_they_came(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/tasks/7?q=a%20b&tag=x&tag=y");
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = Assert.Single(backend.Seen);
        Assert.Equal((method, "/api/tasks/7?q=a%20b&tag=x&tag=y"), (seen.Method, seen.Target));
    }

    [Fact]
    [Trait("rule", "A10")]
    public async Task Mcp_passes_with_the_clients_own_token_and_without_cookies()
    {
        backend.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {}\n\n");
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "the-client-s-own");
        request.Headers.Add("Cookie", "__Host-todo=secret");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var response = await client.SendAsync(request);
        var seen = Assert.Single(backend.Seen);

        Assert.Equal(("text/event-stream", "data: {}\n\n"), (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync()));
        Assert.Equal(("POST", "/mcp", "Bearer the-client-s-own", "2025-11-25"), (seen.Method, seen.Target, seen.Headers["Authorization"], seen.Headers["MCP-Protocol-Version"]));
        Assert.Equal("https://evil.example", seen.Headers["Origin"]); // the backend judges it
        Assert.False(seen.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    [Trait("rule", "A6")]
    public async Task A_message_to_mcp_above_1_MB_is_413_here_already()
    {
        using var content = new StringContent(new string('x', (1024 * 1024) + 1), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/mcp", content);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/mcp/other")]
    [InlineData("/mcpx")]
    public async Task Only_mcp_itself_passes(string path)
    {
        using var response = await client.PostAsync(path, content: null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(backend.Seen);
    }

    [Fact]
    public async Task Cookies_and_hop_headers_stay_here_and_the_program_s_own_token_passes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/tasks");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "the-program-s-own");
        request.Headers.Add("Cookie", "__Host-todo=secret; other=1");
        request.Headers.Add("If-None-Match", "\"7\"");
        request.Headers.Connection.Add("X-Private");
        request.Headers.TryAddWithoutValidation("X-Private", "1");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        using var response = await client.SendAsync(request);
        var headers = Assert.Single(backend.Seen).Headers;
        Assert.Equal("Bearer the-program-s-own", headers["Authorization"]);
        Assert.Equal("\"7\"", headers["If-None-Match"]);
        Assert.Equal(["Authorization", "Host", "If-None-Match", "X-Forwarded-For", "X-Forwarded-Proto", "X-Todo-Gateway", "traceparent"], headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_attached_for_a_signed_in_browser()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/tasks");
        request.Headers.Add("Cookie", "__Host-todo=whatever");
        using var response = await client.SendAsync(request);
        Assert.DoesNotContain("Authorization", Assert.Single(backend.Seen).Headers.Keys);
    }

    [Fact]
    public async Task Nobody_can_pass_for_the_gateway_or_for_another_address()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/tasks");
        request.Headers.Add("X-Todo-Gateway", "forged");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("Forwarded", "for=203.0.113.9");
        request.Headers.Add("X-Real-IP", "203.0.113.9");
        using var response = await client.SendAsync(request);
        var headers = Assert.Single(backend.Seen).Headers;
        Assert.Equal(TestBackend.GatewayKey, headers["X-Todo-Gateway"]);
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.Equal("http", headers["X-Forwarded-Proto"]);
        Assert.DoesNotContain(headers.Keys, name => name is "X-Forwarded-Host" or "Forwarded" or "X-Real-IP");
    }

    [Fact]
    public async Task A_trusted_proxy_names_the_client_s_address()
    {
        await using var behindProxy = await TestFrontend.StartAsync(
            backend.Address, backend.Address, new Dictionary<string, string?>(StringComparer.Ordinal) { ["FRONTEND_TRUSTED_PROXIES"] = "127.0.0.0/8" });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(behindProxy.Address, "/api/tasks"));
        request.Headers.Add("X-Forwarded-For", "198.51.100.7, 203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Host = "todo.example";
        using var response = await client.SendAsync(request);
        var headers = Assert.Single(backend.Seen).Headers;
        Assert.Equal("203.0.113.9", headers["X-Forwarded-For"]);
        Assert.Equal("https", headers["X-Forwarded-Proto"]);
        Assert.Contains("Strict-Transport-Security", response.Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task The_answer_s_status_headers_and_body_pass_but_no_cookie()
    {
        backend.Answer = async context =>
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            context.Response.ContentType = "application/problem+json";
            context.Response.Headers.ETag = "\"9\"";
            context.Response.Headers["Event-Id"] = "a-1";
            context.Response.Headers.SetCookie = "__Host-todo=stolen; Path=/; Secure";
            await context.Response.WriteAsync("""{"code":"conflict"}""");
        };
        using var response = await client.GetAsync("/api/tasks");
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("\"9\"", response.Headers.ETag?.ToString());
        Assert.Equal("a-1", response.Headers.GetValues("Event-Id").Single());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("""{"code":"conflict"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_empty_error_of_the_backend_stays_empty()
    {
        backend.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
        using var response = await client.GetAsync("/api/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Events_arrive_one_by_one_while_the_stream_is_open()
    {
        var next = new SemaphoreSlim(0);
        backend.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            for (var i = 1; ; i++)
            {
                await next.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync($"id: {i}\ndata: {{}}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var i = 1; i <= 3; i++)
        {
            next.Release();
            Assert.Equal($"id: {i}", await reader.ReadLineAsync());
            Assert.Equal("data: {}", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_request_at_the_backend()
    {
        var gone = new TaskCompletionSource();
        backend.Answer = async context =>
        {
            context.RequestAborted.Register(() => gone.TrySetResult());
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            await gone.Task;
        };
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/api/events"))
        using (await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            // Leaves at once.
        }

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_body_flows_while_it_is_still_being_sent()
    {
        var first = new TaskCompletionSource<string>();
        backend.Answer = async context =>
        {
            var buffer = new byte[100];
            var count = await context.Request.Body.ReadAsync(buffer);
            first.TrySetResult(Encoding.UTF8.GetString(buffer, 0, count));
            using var rest = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await rest.ReadToEndAsync());
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/import")
        {
            Content = new TwoPartContent("first", first.Task, "second"),
        };
        using var response = await client.SendAsync(request);
        Assert.Equal("first", await first.Task);
        Assert.Equal("second", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_does_not_look_whole()
    {
        var arrived = new TaskCompletionSource();
        backend.Answer = async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await arrived.Task;
            context.Abort();
        };
        using var response = await client.GetAsync("/api/tasks", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[4];
        await body.ReadExactlyAsync(buffer);
        arrived.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadExactlyAsync(buffer));
    }

    [Fact]
    public async Task A_backend_that_closes_without_an_answer_is_a_bad_gateway()
    {
        backend.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using var response = await client.PostAsync("/api/tasks", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_backend_that_is_slow_to_begin_is_a_gateway_timeout_and_a_stream_that_has_begun_has_no_limit()
    {
        await using var impatient = await TestFrontend.StartAsync(
            backend.Address, backend.Address, new Dictionary<string, string?>(StringComparer.Ordinal) { ["FRONTEND_BACKEND_TIMEOUT"] = "1s" });
        backend.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        using var slow = await client.GetAsync(new Uri(impatient.Address, "/api/tasks"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.StatusCode);

        var go = new TaskCompletionSource();
        backend.Answer = async context =>
        {
            await context.Response.Body.FlushAsync();
            await go.Task;
            await context.Response.WriteAsync("late");
        };
        using var stream = await client.GetAsync(new Uri(impatient.Address, "/api/events"), HttpCompletionOption.ResponseHeadersRead);
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // The limit itself is what must pass; nothing can be awaited in its place.
        go.SetResult();
        Assert.Equal("late", await stream.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/../internal/key-ring")]
    [InlineData("/api/%2e%2e/internal/key-ring")]
    [InlineData("/api/..%2finternal%2fkey-ring")]
    [InlineData("/api/..%5cinternal/key-ring")]
    [InlineData("/api//internal/key-ring")]
    [InlineData("/api/./tasks")]
    [InlineData("/api/%252e%252e/internal/key-ring")]
    [InlineData("/internal/key-ring")]
    [InlineData("/readyz/../internal/key-ring")]
    public async Task No_path_reaches_anything_else(string target)
    {
        var answer = await RawAsync($"GET {target} HTTP/1.1\r\nHost: localhost:{frontend.Port}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (30[0-9]|400|404) ", answer);
        Assert.DoesNotContain("elements", answer, StringComparison.Ordinal);
        Assert.Empty(backend.Seen);
    }

    [Fact]
    public async Task An_absolute_target_names_the_path_only()
    {
        var answer = await RawAsync($"GET http://localhost:{frontend.Port}/api/tasks?a=1 HTTP/1.1\r\nHost: localhost:{frontend.Port}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal("/api/tasks?a=1", Assert.Single(backend.Seen).Target);
    }

    [Fact]
    public async Task Without_its_backend_the_gateway_says_so_and_recovers_by_itself()
    {
        var first = await ScriptedBackend.StartAsync();
        await using var lonely = await TestFrontend.StartAsync(first.Address, first.Address);
        await first.DisposeAsync();

        using var away = await client.GetAsync(new Uri(lonely.Address, "/api/tasks"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Equal("application/problem+json", away.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(away.Headers.RetryAfter);

        using var page = await client.GetAsync(new Uri(lonely.Address, "/sign-in"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.NotNull(page.Headers.RetryAfter);
        Assert.Contains("We are away for a moment", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var ready = await client.GetAsync(new Uri(lonely.Address, "/readyz"));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        await using var second = await ScriptedBackend.StartAsync(first.Address.Port);
        using var back = await client.GetAsync(new Uri(lonely.Address, "/api/tasks"));
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task Not_ready_before_the_backend_has_been_reached_once()
    {
        var nowhere = new TcpListener(IPAddress.Loopback, 0);
        nowhere.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)nowhere.LocalEndpoint).Port}");
        nowhere.Stop();
        await using var waiting = await TestFrontend.StartAsync(address, address, waitUntilReady: false);
        using var ready = await client.GetAsync(new Uri(waiting.Address, "/readyz"));
        using var alive = await client.GetAsync(new Uri(waiting.Address, "/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, alive.StatusCode));
    }

    private async Task<string> RawAsync(string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, frontend.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private sealed class TwoPartContent(string first, Task until, string second) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(first));
            await stream.FlushAsync();
            await until;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(second));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
