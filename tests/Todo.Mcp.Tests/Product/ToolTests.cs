using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Mcp.Tests.Edge;

namespace Todo.Mcp.Tests.Product;

/// <summary>The assistant's tools as MCP clients see and call them.</summary>
[Trait("rule", "A9")]
[Trait("rule", "A10")]
public sealed class ToolTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    private static readonly string[] Contract = ["add_task", "list_tasks", "complete_task", "delete_task", "update_task"];

    [Fact]
    public async Task Every_tool_says_what_it_takes_gives_and_does()
    {
        var user = await product.UserAsync();
        var tools = (await EdgeRequest.Old("tools/list").SendAsync(user.Client)).Result.GetProperty("tools").EnumerateArray().ToDictionary(tool => tool.GetProperty("name").GetString()!, StringComparer.Ordinal);

        Assert.Subset(tools.Keys.ToHashSet(StringComparer.Ordinal), Contract.ToHashSet(StringComparer.Ordinal));
        Assert.All(tools.Values, tool =>
        {
            Assert.Equal("object", tool.GetProperty("inputSchema").GetProperty("type").GetString());
            Assert.False(tool.GetProperty("inputSchema").GetProperty("additionalProperties").GetBoolean());
            Assert.DoesNotContain("x-mcp-header", tool.GetProperty("inputSchema").GetRawText(), StringComparison.Ordinal);
            Assert.Equal("object", tool.GetProperty("outputSchema").GetProperty("type").GetString());
            Assert.NotEmpty(tool.GetProperty("title").GetString()!);
            Assert.NotEmpty(tool.GetProperty("description").GetString()!);
            Assert.False(tool.GetProperty("annotations").GetProperty("openWorldHint").GetBoolean());
        });
        Assert.Equal((true, false, true), Hints(tools["list_tasks"]));
        Assert.Equal((false, false, false), Hints(tools["add_task"]));
        Assert.Equal((false, true), (tools["delete_task"].GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean(), tools["delete_task"].GetProperty("annotations").GetProperty("destructiveHint").GetBoolean()));

        static (bool, bool, bool) Hints(JsonElement tool)
        {
            var hints = tool.GetProperty("annotations");
            return (hints.GetProperty("readOnlyHint").GetBoolean(), hints.GetProperty("destructiveHint").GetBoolean(), hints.GetProperty("idempotentHint").GetBoolean());
        }
    }

    [Fact]
    public async Task A_call_gives_a_sentence_and_the_same_as_data()
    {
        var user = await product.UserAsync();
        var added = (await user.CallAsync("add_task", """{"title":"Buy groceries","description":"Milk"}""")).Result;
        var id = added.GetProperty("structuredContent").GetProperty("task_id").GetInt64();

        Assert.False(added.GetProperty("isError").GetBoolean());
        Assert.Equal(("created", "Buy groceries"), (added.GetProperty("structuredContent").GetProperty("status").GetString(), added.GetProperty("structuredContent").GetProperty("title").GetString()));
        Assert.Contains("Buy groceries", added.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);

        var listed = (await user.CallAsync("list_tasks", """{"status":"pending"}""")).Result.GetProperty("structuredContent").GetProperty("tasks")[0];
        Assert.Equal((id, "Buy groceries", false), (listed.GetProperty("id").GetInt64(), listed.GetProperty("title").GetString(), listed.GetProperty("completed").GetBoolean()));
    }

    [Theory]
    [InlineData("add_task", "{}", "title")]
    [InlineData("add_task", """{"title":["a"]}""", "title")]
    [InlineData("add_task", """{"title":"a","titel":"b"}""", "titel")]
    [InlineData("complete_task", """{"task_id":"nine"}""", "task_id")]
    [InlineData("list_tasks", """{"status":"open"}""", "status")]
    [InlineData("complete_task", """{"task_id":999999999}""", "999999999")]
    public async Task A_wrong_call_is_a_result_that_says_what_to_do(string tool, string arguments, string named)
    {
        var user = await product.UserAsync();
        var result = (await user.CallAsync(tool, arguments)).Result;

        Assert.True(result.GetProperty("isError").GetBoolean());
        Assert.Contains(named, result.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(result.GetProperty("structuredContent").GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task An_unknown_tool_is_an_error_of_the_protocol() =>
        (await (await product.UserAsync()).CallAsync("drop_tables")).AssertError(HttpStatusCode.OK, -32602);

    [Fact]
    [Trait("rule", "A7")]
    public async Task The_user_comes_from_the_token_whatever_the_arguments_say()
    {
        var (user, other) = (await product.UserAsync(), await product.UserAsync());
        var own = (await user.CallAsync("add_task", $$"""{"title":"Mine","user_id":"{{user.User.Subject}}"}""")).Result;
        var foreign = (await user.CallAsync("add_task", $$"""{"title":"Theirs","user_id":"{{other.User.Subject}}"}""")).Result;

        Assert.False(own.GetProperty("isError").GetBoolean());
        Assert.Equal((true, "forbidden"), (foreign.GetProperty("isError").GetBoolean(), foreign.GetProperty("structuredContent").GetProperty("error").GetString()));
        Assert.Equal((1, 0), (await user.CountAsync(), await other.CountAsync()));
    }

    [Theory]
    [InlineData("complete_task", """{"task_id":ID}""")]
    [InlineData("delete_task", """{"task_id":ID}""")]
    [InlineData("update_task", """{"task_id":ID,"title":"Taken"}""")]
    [InlineData("uncomplete_task", """{"task_id":ID}""")]
    [InlineData("restore_task", """{"task_id":ID}""")]
    [Trait("rule", "A7")]
    public async Task Another_users_task_is_as_if_it_were_not_there(string tool, string arguments)
    {
        var (user, other) = (await product.UserAsync(), await product.UserAsync());
        await user.AddAsync("Mine");
        var id = await other.AddAsync("Secret plans");
        var before = await other.Client.GetStringAsync($"api/tasks/{id}");
        var result = (await user.CallAsync(tool, arguments.Replace("ID", $"{id}", StringComparison.Ordinal))).Result;

        Assert.True(result.GetProperty("isError").GetBoolean());
        Assert.DoesNotContain("Secret", result.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(before, await other.Client.GetStringAsync($"api/tasks/{id}"));
    }

    [Fact]
    [Trait("rule", "A2")]
    public async Task Each_changing_call_is_a_turn_of_its_own_that_undo_can_take_back()
    {
        var user = await product.UserAsync();
        await user.CallAsync("add_task", """{"title":"One"}""");
        await user.CallAsync("add_task", """{"title":"Two"}""");
        await using var db = product.Backend.Database.Context();
        var entries = await db.Journal.Where(entry => entry.UserId == user.User.Id).OrderBy(entry => entry.Number).ToListAsync();

        Assert.Equal(["mcp", "mcp"], entries.Select(entry => entry.Door));
        Assert.All(entries, entry => Assert.Equal("1", entry.Call));
        Assert.Equal(2, entries.Select(entry => entry.Turn).Distinct().Count(turn => turn > 0));
    }

    [Fact]
    public async Task Progress_of_a_call_on_several_tasks_is_told_to_who_asks()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(3);
        var answer = await EdgeRequest.Old("tools/call", $$$"""{"name":"complete_tasks","arguments":{"task_ids":[{{{string.Join(',', ids)}}}]},"_meta":{"progressToken":"p"} }""").SendAsync(user.Client);

        Assert.Equal(["0/3", "3/3"], answer.Messages.SkipLast(1).Select(message => message.GetProperty("params")).Select(told => $"{told.GetProperty("progress")}/{told.GetProperty("total")}"));
        Assert.False(answer.Result.GetProperty("isError").GetBoolean());
    }
}
