using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>The data-protection ring on the internal port.</summary>
[Trait("rule", "A13")]
public sealed class KeyRingTests(AccountsFixture fixture) : IClassFixture<AccountsFixture>
{
    private readonly TestBackend backend = fixture.Backend;

    [Fact]
    public async Task Two_frontends_that_start_on_one_ring_make_one_key()
    {
        using var frontend = Frontend();
        using var read = await frontend.GetAsync("internal/key-ring");
        var tag = read.Headers.ETag!.Tag;
        var answers = await Task.WhenAll(AppendAsync(frontend, "one", tag), AppendAsync(frontend, "two", tag));
        var after = await frontend.GetFromJsonAsync<JsonElement>("internal/key-ring");

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.PreconditionFailed], answers.Order());
        var elements = after.GetProperty("elements").EnumerateArray().Select(element => element.GetString()).ToList();
        Assert.Equal(JsonDocument.Parse(await read.Content.ReadAsStringAsync()).RootElement.GetProperty("elements").GetArrayLength() + 1, elements.Count);
        Assert.Contains(elements[^1], new[] { "<key>one</key>", "<key>two</key>" });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_the_frontends_credential_the_ring_is_closed(string? key)
    {
        using var client = new HttpClient { BaseAddress = backend.InternalAddress };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("X-Todo-Gateway", key);
        }

        using var read = await client.GetAsync("internal/key-ring");
        Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await AppendAsync(client, "x", null));
    }

    [Fact]
    public async Task A_users_token_does_not_open_it()
    {
        var user = await TestUser.CreateAsync(backend);
        using var client = new HttpClient { BaseAddress = backend.InternalAddress };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {user.Token}");
        using var answer = await client.GetAsync("internal/key-ring");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_public_port_does_not_know_the_path_even_with_the_credential()
    {
        using var client = backend.Client();
        client.DefaultRequestHeaders.Add("X-Todo-Gateway", TestBackend.GatewayKey);
        using var answer = await client.GetAsync("internal/key-ring");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_internal_port_serves_nothing_else()
    {
        using var frontend = Frontend();
        using var answer = await frontend.GetAsync("api/auth/ok");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_malformed_element_is_400_by_name()
    {
        using var frontend = Frontend();
        using var answer = await frontend.PostAsJsonAsync("internal/key-ring", new { friendly_name = "x", extra = 1 });
        var problem = await AccessTests.AssertProblemAsync(answer, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["element", "extra"], problem.GetProperty("errors").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<HttpStatusCode> AppendAsync(HttpClient client, string text, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/key-ring") { Content = JsonContent.Create(new { friendly_name = $"key-{text}", element = $"<key>{text}</key>" }) };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private HttpClient Frontend()
    {
        var client = new HttpClient { BaseAddress = backend.InternalAddress };
        client.DefaultRequestHeaders.Add("X-Todo-Gateway", TestBackend.GatewayKey);
        return client;
    }
}
