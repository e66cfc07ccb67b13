using System.Text.Json;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;

namespace Todo.Backend.Tests.Assistant.OpenAi;

[Trait("rule", "A11")]
public sealed class StreamedCallsTests
{
    [Fact]
    public async Task Interleaved_parallel_calls_come_out_whole_at_the_end_in_the_order_of_their_index()
    {
        using var handler = new CannedHandler(CannedHandler.Events(Sse(
            Chunk("""{"role":"assistant","content":null,"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"delete_task","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"add_task","arguments":"{\"ti"}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"{\"task_id\""}},{"index":0,"function":{"arguments":"tle\":\"Milk\"}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":":3}"}}]}"""),
            Chunk("{}", "tool_calls"))));
        using var model = Over(handler);
        var updates = await model.StreamAsync();

        Assert.All(updates.SkipLast(1), update => Assert.Empty(update.Contents.OfType<FunctionCallContent>()));
        var calls = updates[^1].Contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal([("a", "add_task"), ("b", "delete_task")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("Milk", ((JsonElement)calls[0].Arguments!["title"]!).GetString());
        Assert.Equal(3, ((JsonElement)calls[1].Arguments!["task_id"]!).GetInt32());
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Fact]
    public async Task Servers_that_number_every_call_zero_are_understood_by_the_ids()
    {
        var calls = await CallsAsync(
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"add_task","arguments":"{\"title\":\"A\"}"}}]}""",
            """{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"add_task","arguments":"{\"title\":"}}]}""",
            """{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"add_task","arguments":"\"B\"}"}}]}""");

        Assert.Equal([("a", "A"), ("b", "B")], calls.Select(call => (call.CallId, call.Arguments!["title"]!.ToString())));
    }

    [Fact]
    public async Task A_call_without_a_name_is_left_out_and_one_without_an_id_gets_one()
    {
        var calls = await CallsAsync("""{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{}"}},{"index":1,"function":{"name":"list_tasks","arguments":""}}]}""");

        var call = Assert.Single(calls);
        Assert.Equal("list_tasks", call.Name);
        Assert.NotEmpty(call.CallId);
        Assert.Empty(call.Arguments!);
        Assert.Null(call.Exception);
    }

    [Theory]
    [InlineData("{\"title\":")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1} {\"b\":2}")]
    [InlineData("{\"task_id\":1,\"task_id\":2}")]
    [InlineData("{'title':'x'}")]
    public async Task Arguments_that_are_no_object_are_kept_as_an_exception_of_the_call(string arguments)
    {
        var call = Assert.Single(await CallsAsync(Call("add_task", arguments)));

        Assert.NotNull(call.Exception);
        Assert.Null(call.Arguments);
    }

    [Theory]
    [InlineData("length", "{\"title\":\"Buy mi")]
    [InlineData("length", "")]
    [InlineData("content_filter", "")]
    public async Task Half_a_call_of_an_answer_that_was_cut_is_never_a_whole_one(string finish, string arguments)
    {
        var response = await StreamedAsync(Sse(
            Chunk(Call("delete_all_tasks", arguments)), Chunk("{}", finish)));

        Assert.Equal(finish, response.FinishReason!.Value.Value);
        Assert.NotNull(Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Exception);
    }

    [Fact]
    public async Task However_an_answer_is_damaged_it_is_an_answer_or_a_failure_of_the_model_and_its_arguments_are_an_object_or_an_exception()
    {
        var whole = Sse(
            Chunk("""{"role":"assistant","content":"Grüße","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"add_task","arguments":"{\"title\":"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Milk\"}"}}]}"""),
            Chunk("{}", "tool_calls"));
        var random = new Random(815);
        var (answers, failures) = (0, 0);
        for (var round = 0; round < 2000; round++)
        {
            var (start, length) = (random.Next(whole.Length), random.Next(1, 12));
            var damage = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => "{}[]\",:\\0x\n \0é"[random.Next(14)]));
            var body = whole[..start] + damage + whole[Math.Min(whole.Length, start + length)..];
            try
            {
                var response = await StreamedAsync(body);
                Assert.All(
                    response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>(),
                    call => Assert.True(call.Arguments is null != call.Exception is null && call.CallId.Length > 0));
                answers++;
            }
            catch (ModelUnavailableException)
            {
                failures++;
            }
        }

        Assert.True(answers > 100 && failures > 100, $"{answers} answers, {failures} failures");
    }

    private static string Call(string name, string arguments) =>
        $$$"""{"tool_calls":[{"index":0,"id":"a","function":{"name":"{{{name}}}","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}]}""";

    private static async Task<List<FunctionCallContent>> CallsAsync(params string[] deltas) =>
        [.. (await StreamedAsync(Sse([.. deltas.Select(delta => Chunk(delta)), Chunk("{}", "tool_calls")])))
            .Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
}
