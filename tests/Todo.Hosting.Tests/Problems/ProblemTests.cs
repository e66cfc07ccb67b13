using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Todo.Hosting.Problems;

namespace Todo.Hosting.Tests.Problems;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/nowhere", 404, "not-found")]
    [InlineData("DELETE", "/echo", 405, "method-not-allowed")]
    [InlineData("GET", "/boom", 500, "internal")]
    [InlineData("GET", "/away", 503, "unavailable")]
    [InlineData("GET", "/teapot", 418, "status-418")]
    [InlineData("GET", "/number?n=abc", 400, "invalid")]
    [Trait("rule", "A5")]
    [Trait("rule", "A6")]
    public async Task Every_error_is_problem_details_with_security_headers(string method, string path, int status, string code)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await service.Public.SendAsync(request);
        using var problem = await ReadAsync(response, status, code);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
        Assert.DoesNotContain("secret detail", problem.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem.RootElement.GetRawText(), StringComparison.Ordinal);
        if (status == 405)
        {
            Assert.Equal("POST", response.Content.Headers.Allow.Single());
        }

        if (status == 503)
        {
            Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter!.Delta);
        }

        if (path.StartsWith("/number", StringComparison.Ordinal))
        {
            Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty("n", out _));
        }
    }

    [Theory]
    [InlineData("{", "application/json", 400, "malformed", null)]
    [InlineData("{\"count\":\"x\"}", "application/json", 400, "invalid", "count")]
    [InlineData("{\"items\":[1,\"x\"]}", "application/json", 400, "invalid", "items")]
    [InlineData("", "application/json", 400, "malformed", null)]
    [InlineData("{}", "text/plain", 415, "unsupported-media-type", null)]
    [Trait("rule", "A5")]
    public async Task A_bad_body_names_its_field(string body, string type, int status, string code, string? field)
    {
        await using var service = await StartAsync();
        using var response = await service.Public.PostAsync("/echo", new StringContent(body, Encoding.UTF8, type));
        using var problem = await ReadAsync(response, status, code);
        Assert.Equal(field, problem.RootElement.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Single().Name : null);
    }

    [Fact]
    [Trait("rule", "A5")]
    public async Task A_body_above_the_limit_is_413()
    {
        await using var service = await StartAsync();
        using var response = await service.Public.PostAsync("/echo", JsonContent.Create(new { text = new string('x', 70_000) }));
        using var problem = await ReadAsync(response, 413, "too-large");
    }

    [Fact]
    [Trait("rule", "A5")]
    public async Task A_body_far_above_the_limit_is_heard_out_so_that_its_sender_hears_why()
    {
        await using var service = await StartAsync();
        for (var time = 0; time < 2; time++) // the second on the same connection, which has its limit again
        {
            // More than a connection's buffers hold: it goes out only when somebody reads it.
            using var content = new ByteArrayContent(new byte[16 * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
            using var response = await service.Public.PostAsync("/echo", content);
            using var problem = await ReadAsync(response, 413, "too-large");
        }
    }

    [Fact]
    [Trait("rule", "A5")]
    public async Task HEAD_of_an_error_has_headers_and_no_body()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/nowhere");
        using var response = await service.Public.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    [Trait("rule", "A6")]
    public async Task An_error_after_the_first_bytes_breaks_the_answer_instead_of_ending_it()
    {
        await using var service = await StartAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Public.GetStringAsync("/half"));
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(
        app =>
        {
            app.MapPost("/echo", (Body body) => body);
            app.MapGet("/boom", IResult () => throw new InvalidOperationException("secret detail"));
            app.MapGet("/away", IResult () => throw new TimeoutException("secret detail"));
            app.MapGet("/teapot", (HttpContext context) => context.Response.StatusCode = 418).AddEndpointFilter(async (context, next) =>
            {
                await next(context);
                return Results.Empty;
            });
            app.MapGet("/number", (int n) => n);
            app.MapGet("/half", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                throw new InvalidOperationException("secret detail");
            });
        },
        builder => builder.Services.AddExceptionProblem<Timeouts>());

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = problem.RootElement;
        Assert.Equal(Problem.TypePrefix + code, root.GetProperty("type").GetString());
        Assert.Equal(code, root.GetProperty("code").GetString());
        Assert.Equal(status, root.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(root.GetProperty("title").GetString()));
        Assert.Matches("^[0-9a-f]{32}$", root.GetProperty("trace_id").GetString());
        return problem;
    }

    private sealed record Body(int Count, int[]? Items, string? Text);

    private sealed class Timeouts : IExceptionProblem
    {
        public Problem? Find(Exception exception) => exception is TimeoutException ? Problem.Unavailable() : null;
    }
}
