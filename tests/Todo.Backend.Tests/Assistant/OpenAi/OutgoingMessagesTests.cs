using Microsoft.Extensions.AI;
using OpenAI.Chat;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Todo.Backend.Tests.Assistant.OpenAi;

[Trait("rule", "A11")]
public sealed class OutgoingMessagesTests
{
    [Fact]
    public Task Instructions_come_first_and_every_role_keeps_its_place() => SendsAsync(
        [
            new(ChatRole.System, "rules"),
            new(new ChatRole("developer"), "more rules"),
            new(ChatRole.User, "hello") { AuthorName = "Ann O'Neil_1" },
            new(ChatRole.Assistant, "hi") { AuthorName = "to-do" },
            new(ChatRole.User, "bye") { AuthorName = "Ω" },
        ],
        """
        [{"role":"system","content":"be kind"},
         {"role":"system","content":"rules"},
         {"role":"developer","content":"more rules"},
         {"role":"user","content":"hello","name":"AnnONeil_1"},
         {"role":"assistant","content":"hi","name":"todo"},
         {"role":"user","content":"bye"}]
        """,
        new ChatOptions { Instructions = "be kind" });

    [Fact]
    public Task A_name_is_cut_at_64_letters() => SendsAsync(
        [new(ChatRole.User, "x") { AuthorName = new string('n', 70) }],
        $$"""[{"role":"user","content":"x","name":"{{new string('n', 64)}}"}]""");

    [Fact]
    public Task Nothing_said_is_an_empty_text_and_several_parts_stay_parts() => SendsAsync(
        [
            new(ChatRole.User, []),
            new(ChatRole.Assistant, []),
            new(ChatRole.User, [new TextContent("a"), new TextContent("b")]),
            new(ChatRole.User, [new TextContent("see"), new DataContent("data:image/png;base64,AQID"), new UriContent("https://x.example/y.png", "image/png")]),
        ],
        """
        [{"role":"user","content":""},
         {"role":"assistant","content":""},
         {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
         {"role":"user","content":[{"type":"text","text":"see"},
           {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
           {"type":"image_url","image_url":{"url":"https://x.example/y.png"}}]}]
        """);

    [Fact]
    public Task Calls_and_their_results_are_told_one_tool_message_a_result() => SendsAsync(
        [
            new(ChatRole.Assistant,
            [
                new TextReasoningContent("thinking is not sent back"),
                new FunctionCallContent("a", "add_task", new Dictionary<string, object?>(StringComparer.Ordinal) { ["title"] = "Milk & \"bread\"", ["n"] = 1, ["nothing"] = null }),
                new FunctionCallContent("b", "list_tasks") { Exception = new FormatException("no object") },
            ]),
            new(ChatRole.Tool,
            [
                new FunctionResultContent("a", "Added."),
                new FunctionResultContent("b", new { error = "invalid", message = "no object" }),
                new FunctionResultContent("c", result: null),
            ]),
            new(ChatRole.Assistant, [new TextContent("Next."), new FunctionCallContent("d", "get_stats", new Dictionary<string, object?>(StringComparer.Ordinal))]),
        ],
        """
        [{"role":"assistant","tool_calls":[
           {"id":"a","type":"function","function":{"name":"add_task","arguments":"{\"title\":\"Milk & \\\"bread\\\"\",\"n\":1,\"nothing\":null}"}},
           {"id":"b","type":"function","function":{"name":"list_tasks","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"a","content":"Added."},
         {"role":"tool","tool_call_id":"b","content":"{\"error\":\"invalid\",\"message\":\"no object\"}"},
         {"role":"tool","tool_call_id":"c","content":""},
         {"role":"assistant","content":"Next.","tool_calls":[{"id":"d","type":"function","function":{"name":"get_stats","arguments":"{}"}}]}]
        """);

    [Fact]
    public Task A_refusal_is_given_back_as_one() => SendsAsync(
        [new(ChatRole.Assistant, [new ErrorContent("I can't.") { ErrorCode = "Refusal" }])],
        """[{"role":"assistant","refusal":"I can't.","content":""}]""");

    [Fact]
    public Task A_message_of_the_SDK_itself_is_passed_through() => SendsAsync(
        [new(ChatRole.User, "not this") { RawRepresentation = new UserChatMessage("this") }],
        """[{"role":"user","content":"this"}]""");

    private static async Task SendsAsync(ChatMessage[] messages, string expected, ChatOptions? options = null)
    {
        using var handler = new CannedHandler(CannedHandler.Events(Sse(Chunk("{}", "stop"))));
        using var model = Over(handler);
        await foreach (var _ in model.GetStreamingResponseAsync(messages, options))
        {
            // Only what was sent counts.
        }

        handler.AssertSent($$$"""{"messages":{{{expected}}},"model":"test-model","stream":true,"stream_options":{"include_usage":true}}""");
    }
}
