using System.Text.Json;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant;
using Todo.Hosting.Settings;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;

namespace Todo.Backend.Tests.Assistant.OpenAi;

[Trait("rule", "A11")]
public sealed class WholeAnswerTests
{
    [Fact]
    public async Task Everything_an_answer_has_is_read()
    {
        var response = await AnsweredAsync(Answer(
            """
            {"role":"assistant","content":"Done.","reasoning_content":"Let me see.","tool_calls":[
              {"id":"a","type":"function","function":{"name":"add_task","arguments":"{\"title\":\"Milk\"}"}},
              {"id":"b","type":"function","function":{"name":"add_task","arguments":"{\"title\":"}}]}
            """,
            "tool_calls"));

        Assert.Equal(("Done.", "c1", "m-1", ChatFinishReason.ToolCalls), (response.Text, response.ResponseId, response.ModelId, response.FinishReason));
        var contents = Assert.Single(response.Messages).Contents;
        Assert.Equal("Let me see.", Assert.Single(contents.OfType<TextReasoningContent>()).Text);
        var calls = contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal("Milk", ((JsonElement)calls[0].Arguments!["title"]!).GetString());
        Assert.Equal("b", calls[1].CallId);
        Assert.IsAssignableFrom<JsonException>(calls[1].Exception);
        Assert.Equal((10, 5, 15, 4, 3), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount, response.Usage.CachedInputTokenCount, response.Usage.ReasoningTokenCount));
    }

    [Fact]
    public async Task A_refusal_is_an_error_and_no_text()
    {
        var response = await AnsweredAsync(Answer("""{"role":"assistant","content":null,"refusal":"I can't."}"""));

        Assert.Equal("", response.Text);
        Assert.Equal("I can't.", Assert.IsType<ErrorContent>(Assert.Single(response.Messages[0].Contents)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"id":"c1","choices":[]}""")]
    public async Task What_is_no_answer_is_a_bad_response(string body) =>
        Assert.Equal(ModelFailure.BadResponse, (await Assert.ThrowsAsync<ModelUnavailableException>(() => AnsweredAsync(body))).Failure);

    [Fact]
    public async Task The_key_is_the_one_in_its_file_at_the_moment_and_without_one_no_header_is_sent()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "first\n");
        var time = new SteppedTime();
        using var handler = new CannedHandler(CannedHandler.Json(Answer("""{"role":"assistant","content":"hi"}""")));
        using var model = Over(handler, key: Secret.FromFile(path, time));
        await model.GetResponseAsync(Hello);
        await File.WriteAllTextAsync(path, "second\n");
        time.Seconds += 2;
        await model.GetResponseAsync(Hello);
        using var keyless = Over(handler);
        await keyless.GetResponseAsync(Hello);
        File.Delete(path);

        Assert.Equal(["Bearer first", "Bearer second", null], handler.Requests.Select(request => request.Authorization));
    }

    [Theory]
    [InlineData("https://name.openai.azure.com/openai/v1/", "https://name.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions")]
    public async Task The_configured_endpoint_is_the_only_one_that_is_asked(string endpoint, string expected)
    {
        using var handler = new CannedHandler(CannedHandler.Json(Answer("""{"role":"assistant","content":"hi"}""")));
        using var model = Over(handler, endpoint: endpoint);
        await model.GetResponseAsync(Hello);

        Assert.Equal(expected, Assert.Single(handler.Requests).Url.AbsoluteUri);
        var metadata = model.GetService<ChatClientMetadata>()!;
        Assert.Equal(("openai", endpoint, "test-model"), (metadata.ProviderName, metadata.ProviderUri!.AbsoluteUri, metadata.DefaultModelId));
    }

    internal static string Answer(string message, string finish = "stop") =>
        $$$"""
        {"id":"c1","object":"chat.completion","created":1700000000,"model":"m-1",
         "choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{finish}}}"}],
         "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3} } }
        """;

    private static async Task<ChatResponse> AnsweredAsync(string body)
    {
        using var handler = new CannedHandler(CannedHandler.Json(body));
        using var model = Over(handler);
        return await model.GetResponseAsync(Hello);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
