using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Approvals;
using Todo.Mcp.Tests.Edge;
using Todo.Testing;

namespace Todo.Mcp.Tests.Product;

/// <summary>What the person is asked first, in the client or, where that can't ask, elsewhere; and every way around it.</summary>
[Trait("rule", "A9")]
[Trait("rule", "A10")]
public sealed class ApprovalTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    private const string CanElicit = """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}
        """;
    private const string Yes = """{"approval":{"action":"accept","content":{"approve":true}}}""";

    [Fact]
    public async Task A_client_that_can_ask_shows_exactly_what_would_happen_and_it_happens_once_after_the_yes()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var asked = (await AskAsync(user, Arguments(ids))).Result;
        var question = asked.GetProperty("inputRequests").GetProperty("approval");
        var state = asked.GetProperty("requestState").GetString()!;

        Assert.Equal(("input_required", "elicitation/create"), (asked.GetProperty("resultType").GetString(), question.GetProperty("method").GetString()));
        Assert.All(ids, id => Assert.Contains($"{id}", question.GetProperty("params").GetProperty("message").GetString(), StringComparison.Ordinal));
        Assert.Equal(6, await user.CountAsync());

        var done = (await AskAsync(user, Arguments(ids), state, Yes)).Result;
        Assert.False(done.GetProperty("isError").GetBoolean());
        Assert.Equal(0, await user.CountAsync());

        var again = (await AskAsync(user, Arguments(ids), state, Yes)).Result;
        Assert.Equal((true, "conflict"), (again.GetProperty("isError").GetBoolean(), again.GetProperty("structuredContent").GetProperty("error").GetString()));
    }

    [Fact]
    [Trait("rule", "A2")]
    public async Task What_was_approved_is_one_turn_that_undo_takes_back()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;
        await AskAsync(user, Arguments(ids), state, Yes);
        Assert.Equal(0, await user.CountAsync());

        // Taking back six tasks is a change of six tasks.
        var back = (await AskAsync(user, "{}", tool: "undo")).Result.GetProperty("requestState").GetString()!;
        Assert.False((await AskAsync(user, "{}", back, Yes, tool: "undo")).Result.GetProperty("isError").GetBoolean());
        Assert.Equal(6, await user.CountAsync());
    }

    [Theory]
    [InlineData("""{"approval":{"action":"decline"}}""")]
    [InlineData("""{"approval":{"action":"cancel"}}""")]
    [InlineData("""{"approval":{"action":"accept"}}""")]
    [InlineData("""{"approval":{"action":"accept","content":{"approve":false}}}""")]
    [InlineData("""{"approval":{"action":"accept","content":{"approve":"true"}}}""")]
    public async Task Everything_but_a_yes_is_a_no_for_good(string answer)
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;

        Assert.Equal("rejected", (await AskAsync(user, Arguments(ids), state, answer)).Result.GetProperty("structuredContent").GetProperty("error").GetString());
        Assert.Equal("conflict", (await AskAsync(user, Arguments(ids), state, Yes)).Result.GetProperty("structuredContent").GetProperty("error").GetString());
        Assert.Equal(6, await user.CountAsync());
    }

    [Theory]
    [InlineData("""{"other":{"action":"accept","content":{"approve":true}}}""")]
    [InlineData("{}")]
    public async Task Without_an_answer_the_same_is_asked_again(string answer)
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;
        var again = (await AskAsync(user, Arguments(ids), state, answer)).Result;

        Assert.Equal(("input_required", state), (again.GetProperty("resultType").GetString(), again.GetProperty("requestState").GetString()));
        Assert.Equal(6, await user.CountAsync());
    }

    [Fact]
    public async Task A_state_is_good_for_its_user_its_tool_and_its_arguments_alone()
    {
        var (user, other) = (await product.UserAsync(), await product.UserAsync());
        var (ids, theirs) = (await user.AddAsync(7), await other.AddAsync(6));
        var six = ids.Take(6).ToList();
        var state = (await AskAsync(user, Arguments(six))).Result.GetProperty("requestState").GetString()!;
        var foreign = (await AskAsync(other, Arguments(theirs))).Result.GetProperty("requestState").GetString()!;
        EdgeAnswer[] refused =
        [
            await AskAsync(user, Arguments(ids), state, Yes), // more than was shown
            await AskAsync(user, Arguments([.. six.Skip(1), ids[6]]), state, Yes), // another
            await AskAsync(user, Arguments(six), state, Yes, tool: "complete_tasks"),
            await AskAsync(other, Arguments(six), state, Yes),
            await AskAsync(user, Arguments(theirs), foreign, Yes),
            await AskAsync(user, Arguments(six), "", Yes),
            await AskAsync(user, Arguments(six), "AAAA", Yes),
            await AskAsync(user, Arguments(six), state + "A", Yes),
            await AskAsync(user, Arguments(six), state[..^1], Yes),
            await AskAsync(user, Arguments(six), new string('A', state.Length), Yes),
        ];

        Assert.All(refused, answer => answer.AssertError(HttpStatusCode.OK, -32602));
        Assert.All(Enumerable.Range(0, state.Length), i =>
        {
            var changed = state[..i] + (state[i] == 'A' ? 'B' : 'A') + state[(i + 1)..];
            AskAsync(user, Arguments(six), changed, Yes).GetAwaiter().GetResult().AssertError(HttpStatusCode.OK, -32602);
        });
        Assert.Equal((7, 6), (await user.CountAsync(), await other.CountAsync()));

        // The members' order is no difference, and the state is still good.
        var done = (await AskAsync(user, Arguments(six), state, Yes)).Result;
        Assert.False(done.GetProperty("isError").GetBoolean());
        Assert.Equal(1, await user.CountAsync());
    }

    [Fact]
    public async Task A_yes_after_15_minutes_comes_too_late()
    {
        var time = new LaterTime();
        await using var backend = await TestBackend.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        var user = new McpUser(backend, await TestUser.CreateAsync(backend));
        var ids = await user.AddAsync(6);
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;
        time.By = TimeSpan.FromMinutes(16);
        var late = (await AskAsync(user, Arguments(ids), state, Yes)).Result;

        Assert.Equal("conflict", late.GetProperty("structuredContent").GetProperty("error").GetString());
        Assert.Equal(6, await user.CountAsync());
    }

    [Fact]
    public async Task What_waits_is_done_by_a_yes_of_its_owner_in_a_session_and_by_nobody_elses()
    {
        var (user, other) = (await product.UserAsync(), await product.UserAsync());
        var ids = await user.AddAsync(6);
        using var personal = await user.PersonalAsync("read", "write");
        var id = (await user.CallAsync("delete_tasks", Arguments(ids), personal)).Result.GetProperty("structuredContent").GetProperty("approval_id").GetString();

        Assert.Equal(HttpStatusCode.Forbidden, await SayAsync(personal, approve: true));
        Assert.Equal(HttpStatusCode.NotFound, await SayAsync(other.Client, approve: true));
        Assert.Equal(6, await user.CountAsync());
        Assert.Equal(HttpStatusCode.OK, await SayAsync(user.Client, approve: true));
        Assert.Equal(0, await user.CountAsync());
        await using var db = product.Backend.Database.Context();
        Assert.All(await db.Journal.Where(entry => entry.UserId == user.User.Id && entry.What == "deleted").ToListAsync(), entry => Assert.Equal(("mcp", "1"), (entry.Door, entry.Call)));

        async Task<HttpStatusCode> SayAsync(HttpClient client, bool approve)
        {
            using var answer = await client.PostAsJsonAsync($"api/chat/approvals/{id}", new { approve });
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_yes_in_the_web_app_and_one_in_the_client_are_one()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;
        var pending = await user.Client.GetFromJsonAsync<JsonElement>("api/chat/approvals");
        using var said = await user.Client.PostAsJsonAsync($"api/chat/approvals/{pending.GetProperty("approvals")[0].GetProperty("id").GetString()}", new { approve = true });

        Assert.Equal((HttpStatusCode.OK, 0), (said.StatusCode, await user.CountAsync()));
        Assert.Equal("conflict", (await AskAsync(user, Arguments(ids), state, Yes)).Result.GetProperty("structuredContent").GetProperty("error").GetString());
    }

    [Fact]
    public async Task Of_many_that_answer_at_once_one_runs_it()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(user, Arguments(ids), state, Yes)));

        Assert.Single(answers, answer => !answer.Result.GetProperty("isError").GetBoolean());
        Assert.Equal(0, await user.CountAsync());
    }

    [Fact]
    public async Task A_token_that_may_only_read_cannot_answer()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        using var reader = await user.PersonalAsync("read");
        var state = (await AskAsync(user, Arguments(ids))).Result.GetProperty("requestState").GetString()!;
        var refused = (await AskAsync(user, Arguments(ids), state, Yes, client: reader)).Result;

        Assert.True(refused.GetProperty("isError").GetBoolean());
        Assert.Equal(6, await user.CountAsync());
    }

    [Fact]
    public async Task For_a_client_that_cannot_ask_it_waits_and_says_where_to_answer()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var waits = (await user.CallAsync("delete_tasks", Arguments(ids))).Result;
        var content = waits.GetProperty("structuredContent");
        var id = content.GetProperty("approval_id").GetGuid();

        Assert.False(waits.GetProperty("isError").GetBoolean());
        Assert.Equal("awaiting_approval", content.GetProperty("status").GetString());
        Assert.Contains($"/api/chat/approvals/{id}", waits.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.InRange(content.GetProperty("expires_at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(14), TimeProvider.System.GetUtcNow().AddMinutes(15));
        Assert.Equal(6, await user.CountAsync());

        await using var db = product.Backend.Database.Context();
        var row = await db.Approvals.SingleAsync(approval => approval.Id == id);
        Assert.Equal((user.User.Id, null, "mcp", "delete_tasks", Approval.Pending, content.GetProperty("effect").GetString()), (row.UserId, row.ConversationId, row.Door, row.Tool, row.Status, row.Effect));

        // Asking once more makes no second one.
        var again = (await user.CallAsync("delete_tasks", Arguments(ids))).Result.GetProperty("structuredContent");
        Assert.Equal(id, again.GetProperty("approval_id").GetGuid());
    }

    [Fact]
    public async Task A_client_that_asks_on_and_on_asks_nobody_any_more()
    {
        var user = await product.UserAsync(approvals: "always");
        for (var i = 0; i < 50; i++)
        {
            await user.CallAsync("add_task", $$"""{"title":"Task {{i}}"}""");
        }

        var refused = (await user.CallAsync("add_task", """{"title":"One more"}""")).Result;
        var pending = await user.Client.GetFromJsonAsync<JsonElement>("api/chat/approvals");
        Assert.Equal((true, "conflict"), (refused.GetProperty("isError").GetBoolean(), refused.GetProperty("structuredContent").GetProperty("error").GetString()));
        Assert.Equal((50, 0), (pending.GetProperty("approvals").GetArrayLength(), await user.CountAsync()));
    }

    [Theory]
    [InlineData("2025-11-25", """{"elicitation":{}}""")]
    [InlineData("2026-07-28", "{}")]
    [InlineData("2026-07-28", """{"elicitation":{"url":{}}}""")]
    public async Task Only_a_client_of_the_newest_revision_that_says_it_can_is_asked(string version, string capabilities)
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var meta = $$$"""
            "_meta":{"io.modelcontextprotocol/protocolVersion":"{{{version}}}","io.modelcontextprotocol/clientCapabilities":{{{capabilities}}} }
            """;
        var request = new EdgeRequest($$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{ {{{meta}}},"name":"delete_tasks","arguments":{{{Arguments(ids)}}} } }""")
        {
            Headers = [("MCP-Protocol-Version", version), ("Mcp-Method", "tools/call"), ("Mcp-Name", "delete_tasks")],
        };
        var answer = (await request.SendAsync(user.Client)).Result;

        Assert.Equal("awaiting_approval", answer.GetProperty("structuredContent").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("destructive", false, true)]
    [InlineData("always", true, true)]
    [InlineData("never", false, false)]
    public async Task The_persons_setting_says_what_is_asked(string? setting, bool one, bool many)
    {
        var user = await product.UserAsync(approvals: setting);
        var ids = await user.AddAsync(7);

        // One task's deletion can be undone, and clients ask their own user for what is marked as destructive.
        Assert.Equal(one, Waits((await user.CallAsync("delete_task", $$"""{"task_id":{{ids[6]}}}""")).Result));
        Assert.Equal(many, Waits((await user.CallAsync("delete_tasks", Arguments(ids.Take(6)))).Result));

        static bool Waits(JsonElement result) => result.GetProperty("structuredContent").TryGetProperty("status", out var status) && status.GetString() == "awaiting_approval";
    }

    private static string Arguments(IEnumerable<long> ids) => $$"""{"task_ids":[{{string.Join(',', ids)}}]}""";

    private static Task<EdgeAnswer> AskAsync(McpUser user, string arguments, string? state = null, string? answers = null, string tool = "delete_tasks", HttpClient? client = null)
    {
        var more = (state is null ? "" : $",\"requestState\":\"{state}\"") + (answers is null ? "" : $",\"inputResponses\":{answers}");
        var request = new EdgeRequest($$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{ {{{CanElicit}}},"name":"{{{tool}}}","arguments":{{{arguments}}}{{{more}}} } }""")
        {
            Headers = [("MCP-Protocol-Version", EdgeRequest.Newest), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool)],
        };
        return request.SendAsync(client ?? user.Client);
    }

    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
