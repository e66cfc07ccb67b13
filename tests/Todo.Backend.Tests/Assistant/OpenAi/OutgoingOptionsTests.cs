using System.Text.Json;
using Microsoft.Extensions.AI;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;

namespace Todo.Backend.Tests.Assistant.OpenAi;

[Trait("rule", "A11")]
public sealed class OutgoingOptionsTests
{
    private static readonly AIFunctionDeclaration Tool = AIFunctionFactory.CreateDeclaration("add_task", "Adds a task.", JsonElement.Parse(
        """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"AddTask","minProperties":1,
         "properties":{"title":{"type":"string","minLength":1,"description":"What to do."},"due_date":{"type":"string","format":"date"}},
         "required":["title"]}
        """));

    [Fact]
    public Task Nothing_is_sent_that_is_not_set() => SendsAsync(new ChatOptions(), "");

    [Fact]
    public Task Every_option_has_its_place() => SendsAsync(
        new ChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            FrequencyPenalty = 1f,
            PresencePenalty = -1f,
            MaxOutputTokens = 100,
            Seed = 7,
            StopSequences = ["END", "STOP"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
            ResponseFormat = ChatResponseFormat.Json,
        },
        """
        "frequency_penalty":1,"presence_penalty":-1,"response_format":{"type":"json_object"},"seed":7,"stop":["END","STOP"],
        "temperature":0.5,"top_p":0.25,"max_completion_tokens":100,"reasoning_effort":"low",
        """);

    [Theory]
    [InlineData(ReasoningEffort.None, "none")]
    [InlineData(ReasoningEffort.Medium, "medium")]
    [InlineData(ReasoningEffort.High, "high")]
    [InlineData(ReasoningEffort.ExtraHigh, "xhigh")]
    public Task The_effort_is_told_in_the_words_of_the_API(ReasoningEffort effort, string expected) =>
        SendsAsync(new ChatOptions { Reasoning = new ReasoningOptions { Effort = effort } }, $"""  "reasoning_effort":"{expected}",  """);

    [Fact]
    public async Task An_answer_can_be_asked_for_as_text_and_by_a_schema()
    {
        await SendsAsync(new ChatOptions { ResponseFormat = ChatResponseFormat.Text }, """ "response_format":{"type":"text"}, """);
        await SendsAsync(
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "thing", "A thing.") },
            """ "response_format":{"type":"json_schema","json_schema":{"name":"thing","description":"A thing.","schema":{"type":"object"}}}, """);
    }

    [Fact]
    public Task A_tool_is_a_function_with_a_plain_object_schema() => SendsAsync(
        new ChatOptions { Tools = [Tool] },
        """
        "tools":[{"type":"function","function":{"description":"Adds a task.","name":"add_task","parameters":
          {"type":"object",
           "properties":{"title":{"type":"string","minLength":1,"description":"What to do."},"due_date":{"type":"string","format":"date"}},
           "required":["title"],"additionalProperties":false}}}],
        """);

    [Fact]
    public Task A_tool_without_parameters_has_an_empty_object() => SendsAsync(
        new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("get_stats", "Counts.", JsonElement.Parse("{}"))] },
        """
        "tools":[{"type":"function","function":{"description":"Counts.","name":"get_stats","parameters":
          {"type":"object","properties":{},"required":[],"additionalProperties":false}}}],
        """);

    [Fact]
    public Task A_strict_schema_requires_everything_and_tells_the_rest_in_words() => SendsAsync(
        new ChatOptions { Tools = [Tool], AdditionalProperties = new() { ["strict"] = true } },
        """
        "tools":[{"type":"function","function":{"description":"Adds a task.","name":"add_task","strict":true,"parameters":
          {"type":"object",
           "properties":{"title":{"type":"string","description":"What to do.\nminLength: 1"},"due_date":{"type":"string","description":"format: \u0022date\u0022"}},
           "required":["title","due_date"],"additionalProperties":false}}}],
        """);

    [Fact]
    public async Task How_tools_may_be_used_is_sent_only_with_tools()
    {
        foreach (var (mode, expected) in new (ChatToolMode Mode, string Expected)[]
        {
            (ChatToolMode.None, "\"none\""),
            (ChatToolMode.Auto, "\"auto\""),
            (ChatToolMode.RequireAny, "\"required\""),
            (ChatToolMode.RequireSpecific("add_task"), """{"type":"function","function":{"name":"add_task"}}"""),
        })
        {
            await SendsAsync(new ChatOptions { ToolMode = mode, AllowMultipleToolCalls = false }, "");
            await SendsAsync(
                new ChatOptions { ToolMode = mode, AllowMultipleToolCalls = false, Tools = [AIFunctionFactory.CreateDeclaration("t", "T.", JsonElement.Parse("{}"))] },
                $$"""
                "tools":[{"type":"function","function":{"description":"T.","name":"t","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false} } }],
                "tool_choice":{{expected}},"parallel_tool_calls":false,
                """);
        }
    }

    private static async Task SendsAsync(ChatOptions options, string expected)
    {
        using var handler = new CannedHandler(CannedHandler.Json(WholeAnswerTests.Answer("""{"role":"assistant","content":"hi"}""")));
        using var model = Over(handler);
        await model.GetResponseAsync(Hello, options);
        handler.AssertSent("{" + expected + """ "messages":[{"role":"user","content":"hello"}],"model":"test-model"}""");
    }
}
