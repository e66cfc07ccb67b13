using System.Net;
using System.Text;
using Todo.Mcp.Tests.Fixtures;

namespace Todo.Mcp.Tests.Edge;

/// <summary>The headers that proxies route by say what the body says, or nothing happens (SEP-2243).</summary>
[Trait("rule", "A10")]
public sealed class HeaderRuleTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    private static EdgeRequest Call(string arguments) => EdgeRequest.New("tools/call", $$"""
        "name":"test_header_argument","arguments":{{arguments}}
        """.Trim(), "test_header_argument");

    [Theory]
    [InlineData("prompts/list")]
    [InlineData("TOOLS/LIST")]
    [InlineData("")]
    public async Task The_method_in_the_header_is_that_of_the_body(string header) =>
        (await EdgeRequest.New("tools/list").With("Mcp-Method", header).SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);

    [Fact]
    public async Task The_method_in_the_header_is_required() =>
        (await EdgeRequest.New("tools/list").Without("Mcp-Method").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);

    [Theory]
    [InlineData("tools/call", "name", "test_simple_text")]
    [InlineData("prompts/get", "name", "test_simple_prompt")]
    [InlineData("resources/read", "uri", "test://static-text")]
    public async Task The_name_in_the_header_is_that_of_the_body(string method, string member, string name)
    {
        var request = EdgeRequest.New(method, $"\"{member}\":\"{name}\"", name);

        Assert.Equal(HttpStatusCode.OK, (await request.SendAsync(host.Client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await request.With("Mcp-Name", $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=").SendAsync(host.Client)).Status);
        (await request.With("Mcp-Name", "another").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
        (await request.With("Mcp-Name", name.ToUpperInvariant()).SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
        (await request.With("Mcp-Name", "=?base64?!?=").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
        (await request.Without("Mcp-Name").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
    }

    [Theory]
    [InlineData("eu", "eu")]
    [InlineData("Zürich", "=?base64?WsO8cmljaA==?=")]
    public async Task An_argument_that_a_header_repeats_is_compared(string argument, string header)
    {
        var request = Call($$"""{"region":"{{argument}}"}""");

        Assert.Equal(HttpStatusCode.OK, (await request.With("Mcp-Param-Region", header).SendAsync(host.Client)).Status);
        (await request.With("Mcp-Param-Region", "us").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
        (await request.SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
    }

    [Fact]
    public async Task Numbers_and_absent_arguments_are_compared_too()
    {
        var request = Call("""{"region":"eu","count":42}""").With("Mcp-Param-Region", "eu");
        var absent = Call("""{"region":"eu"}""").With("Mcp-Param-Region", "eu");

        Assert.Equal(HttpStatusCode.OK, (await request.With("Mcp-Param-Count", "42").SendAsync(host.Client)).Status);
        (await request.With("Mcp-Param-Count", "43").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
        (await absent.With("Mcp-Param-Count", "42").SendAsync(host.Client)).AssertError(HttpStatusCode.BadRequest, -32020);
        Assert.Equal(HttpStatusCode.OK, (await absent.SendAsync(host.Client)).Status);
    }

    [Fact]
    public async Task Older_revisions_have_no_such_headers() =>
        Assert.Equal(HttpStatusCode.OK, (await EdgeRequest.Old("tools/list", version: "2025-11-25").With("Mcp-Method", "other").SendAsync(host.Client)).Status);
}
