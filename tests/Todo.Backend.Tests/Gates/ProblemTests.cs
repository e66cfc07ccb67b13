using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Todo.Testing;

namespace Todo.Backend.Tests.Gates;

/// <summary>Errors have one shape and tell nothing about the inside (RFC 9457 5).</summary>
[Trait("rule", "A5")]
[Trait("rule", "A6")]
public sealed class ProblemTests(GateFixture gate) : IClassFixture<GateFixture>
{
    private static readonly string[] Inside =
        ["Exception", "   at ", "System.", "Microsoft.", "Npgsql", "Todo.Backend", "Kestrel", ".cs:", "SqlState", "select ", "insert into", "42P01", "relation", "Postgres", "/src/"];

    // What a program or an attacker might send where it does not belong.
    private static readonly string[] Bodies =
    [
        "", "null", "[]", "{", "{}", "0", "\"\\ud800\"", """{"title":null}""", """{"title":{"a":[1]}}""", """{"title":"a\u0000b"}""", """{"title":"a","title":"b"}""",
        """{"$type":"System.Object"}""", """{"message":5,"email":[],"password":{},"scopes":"x","tasks":5}""", """{"title":"'; drop table tasks; --","id":"x"}""", new string('[', 5000),
    ];

    [Fact]
    public async Task Whatever_is_sent_an_error_is_a_problem_that_leaks_nothing()
    {
        using var client = gate.Backend.Client(gate.User.Token);
        foreach (var endpoint in gate.Endpoints.Where(endpoint => endpoint is { IsPublic: true, IsMcp: false, Method: "POST" or "PUT" or "PATCH" }))
        {
            foreach (var body in Bodies)
            {
                using var content = new StringContent(body, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), gate.PathOf(endpoint)) { Content = content };
                using var response = await client.SendAsync(request);
                if (!response.IsSuccessStatusCode)
                {
                    await CheckAsync(response, $"{endpoint} {body}");
                    Assert.InRange((int)response.StatusCode, 400, 499);
                }
            }
        }
    }

    [Theory]
    [InlineData("/api/tasks?limit=0&sort=x&due_from=1&overdue=maybe&nonsense=1")]
    [InlineData("/api/tasks?cursor=%00%ff%fe")]
    [InlineData("/api/tasks?q=%27%3B%20drop%20table%20tasks%3B--&limit=9999999999999999999999")]
    [InlineData("/api/tasks/-1")]
    [InlineData("/api/tasks/99999999999999999999999999")]
    [InlineData("/api/conversations/x")]
    [InlineData("/api/conversations?limit=abc")]
    [InlineData("/api/conversations?cursor=%F0%9F%98%80")]
    [InlineData("/api/export?format=xml")]
    [InlineData("/nothing/at/all")]
    public async Task Nonsense_in_the_address_is_a_problem_that_leaks_nothing(string path)
    {
        using var client = gate.Backend.Client(gate.User.Token);
        using var response = await client.GetAsync(path);

        Assert.InRange((int)response.StatusCode, 400, 499);
        await CheckAsync(response, path);
    }

    [Fact]
    public async Task What_the_server_itself_refuses_has_no_body_at_all()
    {
        using var client = gate.Backend.Client(gate.User.Token);
        using var response = await client.GetAsync("/api/tasks/%00");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRhOmFkYQ==")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("Bearer todo_pat_00000000000000000000000000000000000000")]
    public async Task A_bad_token_is_a_problem_that_does_not_say_what_is_wrong_with_it(string header)
    {
        using var client = gate.Backend.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var response = await client.GetAsync("/api/tasks");

        Assert.Equal(401, (int)response.StatusCode);
        var problem = await CheckAsync(response, header);
        Assert.DoesNotContain(["signature", "expired", "algorithm", "issuer", "audience", "kid"], word => problem.ToJsonString().Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_fault_of_our_own_is_a_500_that_leaks_nothing()
    {
        await using var backend = await TestBackend.StartAsync();
        var user = await TestUser.CreateAsync(backend);
        await backend.Database.ExecuteAsync("alter table tasks rename to elsewhere");
        using var response = await user.Client.GetAsync("/api/tasks/1");

        Assert.Equal(500, (int)response.StatusCode);
        var problem = await CheckAsync(response, "500");
        Assert.Equal("internal", problem["code"]!.GetValue<string>());
    }

    private static async Task<JsonObject> CheckAsync(HttpResponseMessage response, string place)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{place}: {response.Content.Headers.ContentType} {text}");
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.StartsWith("https://todo.dev/problems/", problem["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.NotEmpty(problem["code"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{32}$", problem["trace_id"]!.GetValue<string>());
        Assert.Equal((int)response.StatusCode, problem["status"]!.GetValue<int>());
        Assert.All(Inside, word => Assert.False(text.Contains(word, StringComparison.Ordinal), $"{place} tells '{word}': {text}"));
        return problem;
    }
}
