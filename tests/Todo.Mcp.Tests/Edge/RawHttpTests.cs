using System.Net;
using System.Text;
using Todo.Mcp.Tests.Fixtures;

namespace Todo.Mcp.Tests.Edge;

/// <summary>What a request is before any revision: one JSON message, from a page and under a name that may ask.</summary>
[Trait("rule", "A10")]
public sealed class RawHttpTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private const string Noise = "{}[]\",:0e-\\u\0ä\uD800 ";

    [Theory]
    [InlineData("application/json, text/event-stream")]
    [InlineData("text/event-stream;q=0.9, application/json;q=0.1")]
    [InlineData("*/*")]
    [InlineData("application/*, text/*")]
    [InlineData("application/json, text/*;q=0.5")]
    public async Task An_answer_of_either_kind_that_is_accepted_is_given(string accept)
    {
        var answer = await (EdgeRequest.Old("ping") with { Accept = accept }).SendAsync(host.Client);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream", "{}"), (answer.Status, answer.Type, answer.Result.GetRawText()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    [InlineData("text/html, image/*")]
    [InlineData("*/*, text/event-stream;q=0")]
    [InlineData("not a media type")]
    public async Task A_client_that_does_not_take_both_kinds_of_answer_is_406(string? accept) =>
        (await (EdgeRequest.Old("ping") with { Accept = accept }).SendAsync(host.Client)).AssertError(HttpStatusCode.NotAcceptable, -32000, hasId: false);

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task A_body_that_is_not_said_to_be_json_in_utf_8_is_415(string? type) =>
        (await (EdgeRequest.Old("ping") with { ContentType = type }).SendAsync(host.Client)).AssertError(HttpStatusCode.UnsupportedMediaType, -32000, hasId: false);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{"jsonrpc":"2.0","id":7,"method":"ping"}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"id":8,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a","name":"b"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a","n\u0061me":"b"}}""")]
    public async Task A_body_that_is_not_one_message_is_400_without_an_id(string body) =>
        (await new EdgeRequest(body).SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32600, hasId: false);

    [Theory]
    [InlineData("""{"id":7,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":7,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":5}""")]
    public async Task A_body_that_is_no_message_of_json_rpc_is_400_with_its_id(string body) =>
        (await new EdgeRequest(body).SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32600);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("rule", "A6")]
    public async Task A_body_above_1_MB_is_413_however_it_is_sent(bool hasLength)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":7,"method":"ping","params":{"x":"{{new string('x', 1024 * 1024)}}"} }""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "mcp") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.TransferEncodingChunked = !hasLength;
        using var response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_body_of_nearly_1_MB_is_taken()
    {
        var answer = await EdgeRequest.Old("ping", $$"""{"x":"{{new string('x', (1024 * 1024) - 200)}}"}""").SendAsync(host.Client);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Every_other_method_is_405_and_nothing_is_said_to_pages_of_others(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "mcp");
        request.Headers.Add("Origin", "https://evil.example");
        using var response = await host.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (response.StatusCode, response.Content.Headers.Allow.Single()));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:6274")]
    [InlineData("https://127.0.0.1:3000")]
    [InlineData("http://[::1]:3000")]
    [InlineData("https://todo.example")]
    [Trait("rule", "A14")]
    public async Task A_page_of_this_machine_or_of_the_own_origin_may_ask(string origin) =>
        Assert.Equal(HttpStatusCode.OK, (await EdgeRequest.Old("ping").With("Origin", origin).SendAsync(host.Client)).Status);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://todo.example")]
    [InlineData("https://todo.example:8443")]
    [InlineData("https://todo.example.evil.example")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("null")]
    [InlineData("file://localhost")]
    [Trait("rule", "A14")]
    public async Task A_foreign_origin_is_403(string origin) =>
        (await EdgeRequest.Old("ping").With("Origin", origin).SendAsync(host.Client)).AssertError(HttpStatusCode.Forbidden, -32000, hasId: false);

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:99", HttpStatusCode.OK)]
    [InlineData("[::1]:99", HttpStatusCode.OK)]
    [InlineData("todo.example", HttpStatusCode.OK)]
    [InlineData("todo.example:443", HttpStatusCode.OK)]
    [InlineData("todo.example:8443", HttpStatusCode.Forbidden)]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", HttpStatusCode.Forbidden)]
    [Trait("rule", "A14")]
    public async Task Only_names_of_this_machine_and_the_own_one_are_served(string name, HttpStatusCode expected) =>
        Assert.Equal(expected, (await EdgeRequest.Old("ping").With("Host", name).SendAsync(host.Client)).Status);

    [Fact]
    public async Task A_stream_is_not_kept_by_caches_nor_buffered_by_proxies()
    {
        var answer = await EdgeRequest.Old("ping").SendAsync(host.Client);

        Assert.Contains("no-store", answer.Headers, StringComparison.Ordinal);
        Assert.Contains("X-Accel-Buffering: no", answer.Headers, StringComparison.Ordinal);
        Assert.Contains("Content-Encoding: identity", answer.Headers, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", answer.Headers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    public async Task What_needs_no_answer_is_202_without_one(string body)
    {
        var answer = await new EdgeRequest(body).SendAsync(host.Client);

        Assert.Equal((HttpStatusCode.Accepted, null, ""), (answer.Status, answer.Type, answer.Text));
        Assert.DoesNotContain("Content-Encoding", answer.Headers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("rule", "A6")]
    public async Task Whatever_a_body_has_become_on_its_way_the_answer_is_no_failure_of_ours(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var request = random.Next(2) == 0
                ? EdgeRequest.New("tools/call", "\"name\":\"test_header_argument\",\"arguments\":{\"region\":\"eu\",\"count\":4}", "test_header_argument").With("Mcp-Param-Region", "eu").With("Mcp-Param-Count", "4")
                : EdgeRequest.Old("initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"} }""");
            var body = request.Body.ToCharArray().ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(body.Count);
                var put = Noise[random.Next(Noise.Length)];
                switch (random.Next(3))
                {
                    case 0: body[at] = put; break;
                    case 1: body.Insert(at, put); break;
                    default: body.RemoveAt(at); break;
                }
            }

            var text = new string([.. body]);
            var answer = await (request with { Body = text }).SendAsync(host.Client);

            Assert.True((int)answer.Status < 500, $"seed {seed}, {text}: {(int)answer.Status} {answer.Text}");
            Assert.True(answer.Type is "application/json" or "text/event-stream" or null, $"seed {seed}, {text}: {answer.Type}");
        }
    }
}
