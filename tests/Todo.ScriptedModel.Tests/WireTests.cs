using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Tests;

[Trait("rule", "A11")]
public sealed partial class WireTests
{
    [Fact]
    public async Task A_stream_has_the_role_the_pieces_the_reason_the_usage_and_DONE_byte_for_byte()
    {
        await using var client = await Client.OfAsync(new Reply { Text = "Grüße an alle", Usage = new Usage(11, 3, 2, 1) });
        var events = await client.StreamAsync(Client.Streaming(Client.User("Hi")));
        string Chunk(string choices, string usage = "null") =>
            $$"""{"id":"ID","object":"chat.completion.chunk","created":TIME,"model":"any","service_tier":"default","system_fingerprint":"fp_scripted","choices":[{{choices}}],"usage":{{usage}}}""";
        string Delta(string delta, string finish = "null") => Chunk($$"""{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{finish}}}""");
        Assert.Equal(
            [
                Delta("""{"role":"assistant","content":"","refusal":null}"""),
                Delta("""{"content":"Grüße "}"""),
                Delta("""{"content":"an "}"""),
                Delta("""{"content":"alle"}"""),
                Delta("{}", "\"stop\""),
                Chunk("", """{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":2,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":1,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}"""),
                "[DONE]",
            ],
            events.Select(Plain));
        Assert.Single(events.SkipLast(1).Select(data => JsonNode.Parse(data)!["id"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task Fragments_of_parallel_calls_take_turns_and_only_the_first_has_the_id_and_the_name()
    {
        await using var client = await Client.OfAsync(new Reply
        {
            Interleave = true,
            Calls = [new Call { Id = "call_a", Name = "add_task", Raw = "{\"title\":" }, new Call { Id = "call_b", Name = "list_tasks", Raw = "{}" }],
        });
        var body = Client.Streaming(Client.User("Hi"));
        body.Remove("stream_options");
        var events = await client.StreamAsync(body);
        Assert.Equal(
            [
                """{"role":"assistant","content":null,"refusal":null}""",
                """{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"add_task","arguments":""}}]}""",
                """{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"list_tasks","arguments":""}}]}""",
                """{"tool_calls":[{"index":0,"function":{"arguments":"{\"title\""}}]}""",
                """{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}""",
                """{"tool_calls":[{"index":0,"function":{"arguments":":"}}]}""",
                "{}",
            ],
            events.SkipLast(1).Select(data => JsonNode.Parse(data)!["choices"]![0]!["delta"]!.ToJsonString(Wire.WireJson.Text)));
        Assert.Equal("tool_calls", JsonNode.Parse(events[^2])!["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.All(events.SkipLast(1), data => Assert.False(JsonNode.Parse(data)!.AsObject().ContainsKey("usage")));
    }

    [Fact]
    public async Task Without_streaming_it_is_one_object_with_text_calls_and_usage()
    {
        await using var client = await Client.OfAsync(
            new Reply { Text = "Right away.", Calls = [new Call { Id = "call_a", Name = "add_task", Raw = "{}" }] }, new Reply { Refusal = "No.", Finish = "content_filter", WithoutUsage = true });
        using var answer = await client.PostAsync(Client.Body(Client.User("Hi")));
        Assert.Equal(
            """{"id":"ID","object":"chat.completion","created":TIME,"model":"any","service_tier":"default","system_fingerprint":"fp_scripted","choices":[{"index":0,"message":{"role":"assistant","content":"Right away.","refusal":null,"annotations":[],"tool_calls":[{"id":"call_a","type":"function","function":{"name":"add_task","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":USAGE}""",
            Usage().Replace(Plain(await answer.Content.ReadAsStringAsync()), "\"usage\":USAGE}"));
        var refused = await client.AskAsync(Client.User("Hi"));
        Assert.Equal("No.", Client.Message(refused).GetProperty("refusal").GetString());
        Assert.Equal("content_filter", refused.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.False(refused.TryGetProperty("usage", out _));
    }

    [Theory]
    [InlineData(401, "invalid_request_error", "invalid_api_key")]
    [InlineData(429, "requests", "rate_limit_exceeded")]
    [InlineData(500, "server_error", null)]
    public async Task Errors_have_the_shape_and_the_codes_of_the_API(int status, string type, string? code)
    {
        await using var client = await Client.OfAsync(Reply.Fail(status, "Some words.", retryAfter: 7));
        using var answer = await client.PostAsync(Client.Body(Client.User("Hi")));
        var error = await Client.ErrorAsync(answer);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Some words.", type, code), (error.GetProperty("message").GetString(), error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Models_are_listed_and_another_address_is_an_error_of_the_API()
    {
        await using var client = await Client.OfAsync();
        using var models = await client.GetAsync("/v1/models");
        Assert.Equal("""{"object":"list","data":[{"id":"scripted","object":"model","created":0,"owned_by":"todo"}]}""", await models.Content.ReadAsStringAsync());
        using var other = await client.GetAsync("/v1/assistants");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal("Invalid URL (GET /v1/assistants)", (await Client.ErrorAsync(other)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_call_without_its_result_and_a_result_without_its_call_are_refused_as_by_the_API()
    {
        await using var client = await Client.OfAsync();
        (JsonObject Body, string Message)[] cases =
        [
            (Client.Body(Client.User("Hi"), Client.Calls("call_a", "call_b"), Client.Tool("call_a", "ok")), "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_b"),
            (Client.Body(Client.User("Hi"), Client.Calls("call_a"), Client.User("Hi")), "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_a"),
            (Client.Body(Client.User("Hi"), Client.Tool("call_a", "ok")), "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."),
            (Client.Body(), "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."),
            ([], "you must provide a model parameter"),
        ];
        foreach (var (body, message) in cases)
        {
            using var answer = await client.PostAsync(body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(message, (await Client.ErrorAsync(answer)).GetProperty("message").GetString());
        }

        using var text = await client.PostAsync("no JSON");
        Assert.Equal(HttpStatusCode.BadRequest, text.StatusCode);
    }

    private static string Plain(string json) => Created().Replace(Id().Replace(json, "\"id\":\"ID\""), "\"created\":TIME");

    [GeneratedRegex("\"id\":\"chatcmpl-[0-9a-f]{29}\"", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("\"created\":[0-9]{10}", RegexOptions.None, 1000)]
    private static partial Regex Created();

    [GeneratedRegex("\"usage\":\\{\"prompt_tokens\":[0-9]+,.*\\}\\}", RegexOptions.None, 1000)]
    private static partial Regex Usage();
}
