using System.Net;
using System.Text.Json;
using Todo.Mcp.Tests.Fixtures;

namespace Todo.Mcp.Tests.Edge;

/// <summary>Which revision a request is of, and that header and body agree.</summary>
[Trait("rule", "A10")]
public sealed class RevisionTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    public static readonly TheoryData<string> Handshakes = ["", .. EdgeRequest.Handshakes];

    [Theory]
    [MemberData(nameof(Handshakes))]
    public async Task Every_revision_with_handshake_is_spoken_without_a_session(string header)
    {
        var (version, asked) = header.Length == 0 ? (null, "2025-03-26") : (header, header);
        var hello = await EdgeRequest.Old("initialize", $$$"""{"protocolVersion":"{{{asked}}}","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""", version).SendAsync(host.Client);

        Assert.Equal((HttpStatusCode.OK, asked), (hello.Status, hello.Result.GetProperty("protocolVersion").GetString()));
        Assert.DoesNotContain("Mcp-Session-Id", hello.Headers, StringComparison.OrdinalIgnoreCase);

        var call = await EdgeRequest.Old("tools/call", """{"name":"test_simple_text","arguments":{}}""", version).SendAsync(host.Client);
        Assert.Equal("This is a simple text response for testing.", call.Result.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("2023-01-01")]
    [InlineData("2025-12-01")]
    public async Task A_handshake_that_asks_for_an_unknown_revision_gets_the_last_one_that_has_a_handshake(string asked)
    {
        var hello = await EdgeRequest.Old("initialize", $$$"""{"protocolVersion":"{{{asked}}}","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""").SendAsync(host.Client);

        Assert.Equal("2025-11-25", hello.Result.GetProperty("protocolVersion").GetString());
    }

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2099-01-01")]
    public async Task A_handshake_for_a_revision_that_has_none_is_told_which_have_one(string asked)
    {
        var hello = await EdgeRequest.Old("initialize", $$$"""{"protocolVersion":"{{{asked}}}","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""").SendAsync(host.Client);

        hello.AssertError(HttpStatusCode.OK, -32022);
        Assert.Equal(EdgeRequest.Handshakes, hello.Error.GetProperty("data").GetProperty("supported").EnumerateArray().Select(version => version.GetString()));
    }

    [Fact]
    public async Task A_handshake_whose_revision_is_not_that_of_the_header_is_refused() =>
        (await EdgeRequest.Old("initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""", "2025-11-25").SendAsync(host.Client))
            .AssertError(HttpStatusCode.BadRequest, -32020);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"protocolVersion":5,"capabilities":{},"clientInfo":{"name":"t","version":"1"} }""")]
    public async Task A_handshake_that_is_none_is_400(string parameters) =>
        (await EdgeRequest.Old("initialize", parameters).SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32602);

    [Theory]
    [InlineData("2023-01-01")]
    [InlineData("2099-01-01")]
    [InlineData("latest")]
    public async Task An_unknown_revision_is_400_with_those_to_choose_from(string version)
    {
        var answer = await EdgeRequest.Old("ping", version: version).SendAsync(host.Client);

        answer.AssertError(HttpStatusCode.BadRequest, -32022);
        Assert.Equal($$"""{"supported":["2026-07-28"],"requested":"{{version}}"}""", answer.Error.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2025-11-25")]
    public async Task A_session_is_400_where_there_could_have_been_one(string? version) =>
        (await EdgeRequest.Old("ping", version: version).With("Mcp-Session-Id", "abc").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32000);

    [Fact]
    public async Task A_session_is_ignored_where_there_are_none() =>
        Assert.Equal(HttpStatusCode.OK, (await EdgeRequest.New("tools/list").With("Mcp-Session-Id", "abc").SendAsync(host.Client)).Status);

    [Fact]
    public async Task The_newest_revision_needs_no_handshake()
    {
        var discovered = await EdgeRequest.New("server/discover").SendAsync(host.Client);
        var called = await EdgeRequest.New("tools/call", "\"name\":\"test_simple_text\"", "test_simple_text").SendAsync(host.Client);

        Assert.Equal("""["2026-07-28"]""", discovered.Result.GetProperty("supportedVersions").GetRawText());
        Assert.Equal("complete", called.Result.GetProperty("resultType").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"_meta":{}}""")]
    [InlineData("""{"_meta":{"io.modelcontextprotocol/protocolVersion":5,"io.modelcontextprotocol/clientCapabilities":{}}}""")]
    [InlineData("""{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}""")]
    [InlineData("""{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}}""")]
    public async Task A_request_of_the_newest_revision_that_does_not_say_so_in_its_body_is_400(string parameters) =>
        (await EdgeRequest.Old("tools/list", parameters, EdgeRequest.Newest).With("Mcp-Method", "tools/list").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32602);

    [Theory]
    [InlineData(null)]
    [InlineData("2025-11-25")]
    public async Task A_body_of_the_newest_revision_under_another_header_or_none_is_a_mismatch(string? header)
    {
        var request = EdgeRequest.New("tools/list").Without("MCP-Protocol-Version");
        (await (header is null ? request : request.With("MCP-Protocol-Version", header)).SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
    }

    [Theory]
    [InlineData("initialize")]
    [InlineData("ping")]
    [InlineData("logging/setLevel")]
    [InlineData("resources/subscribe")]
    [InlineData("resources/unsubscribe")]
    [InlineData("no/such/method")]
    public async Task Methods_that_the_newest_revision_does_not_have_are_404(string method) =>
        (await EdgeRequest.New(method).SendAsync(host.Client)).AssertError(HttpStatusCode.NotFound, -32601);

    [Fact]
    public async Task An_unknown_method_of_older_revisions_is_an_error_with_status_200() =>
        (await EdgeRequest.Old("no/such/method").SendAsync(host.Client)).AssertError(HttpStatusCode.OK, -32601);

    [Fact]
    public async Task A_notification_of_the_newest_revision_gets_through_without_saying_so_in_its_body()
    {
        var cancel = new EdgeRequest("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""") { Headers = [("MCP-Protocol-Version", EdgeRequest.Newest)] };

        Assert.Equal(HttpStatusCode.Accepted, (await cancel.SendAsync(host.Client)).Status);
    }

    [Fact]
    public async Task A_capability_that_the_client_did_not_name_is_400_and_named()
    {
        var answer = await EdgeRequest.New("tools/call", "\"name\":\"test_missing_capability\"", "test_missing_capability").SendAsync(host.Client);

        answer.AssertError(HttpStatusCode.BadRequest, -32021);
        Assert.Equal(JsonValueKind.Object, answer.Error.GetProperty("data").GetProperty("requiredCapabilities").GetProperty("sampling").ValueKind);
    }

    [Fact]
    public async Task An_error_after_the_stream_has_begun_comes_in_the_stream() =>
        (await EdgeRequest.New("tools/call", "\"name\":\"no_such_tool\"", "no_such_tool").SendAsync(host.Client)).AssertError(HttpStatusCode.OK, -32602);
}
