using Microsoft.Extensions.AI;
using Todo.Backend.Assistant;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;

namespace Todo.Backend.Tests.Assistant.OpenAi;

[Trait("rule", "A11")]
public sealed class StreamedAnswerTests
{
    private const string Usage =
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m-1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}}""";

    private static readonly string Text = Sse(
        Chunk("""{"role":"assistant","content":""}"""),
        Chunk("""{"content":"Grüße, "}"""),
        Chunk("""{"content":"Welt 🌍"}"""),
        Chunk("{}", "stop"),
        Usage);

    [Fact]
    public async Task Text_goes_on_piece_by_piece_under_one_id_and_the_last_chunk_tells_the_usage()
    {
        using var handler = new CannedHandler(CannedHandler.Events(Text));
        using var model = Over(handler);
        var updates = await model.StreamAsync();

        Assert.Equal(["Grüße, ", "Welt 🌍"], updates.SelectMany(update => update.Contents).OfType<TextContent>().Select(text => text.Text));
        Assert.All(updates, update => Assert.Equal(("c1", "c1", "m-1", ChatRole.Assistant), (update.ResponseId, update.MessageId, update.ModelId, update.Role)));
        var response = updates.ToChatResponse();
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), response.CreatedAt);
        var usage = response.Usage!;
        Assert.Equal((10, 5, 15, 4, 3), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount, usage.ReasoningTokenCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task However_the_bytes_are_split_it_is_the_same_answer(int size)
    {
        using var handler = new CannedHandler(CannedHandler.Events(CannedStream.Of(Text, CannedStream.Then.Ends, size)));
        using var model = Over(handler);

        Assert.Equal("Grüße, Welt 🌍", (await model.StreamAsync()).ToChatResponse().Text);
    }

    [Fact]
    public async Task Line_ends_comments_and_a_missing_done_do_not_matter()
    {
        Assert.Equal("Grüße, Welt 🌍", (await StreamedAsync(Text.Replace("\n", "\r\n", StringComparison.Ordinal))).Text);
        Assert.Equal("Grüße, Welt 🌍", (await StreamedAsync(": keep-alive\n\n" + Text.Replace("data: {", ": PROCESSING\n\ndata: {", StringComparison.Ordinal))).Text);
        Assert.Equal("Grüße, Welt 🌍", (await StreamedAsync(Text.Replace("data: [DONE]\n\n", "", StringComparison.Ordinal))).Text);
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Thinking_is_kept_apart_from_the_answer(string member)
    {
        var response = await StreamedAsync(Sse(
            Chunk($$"""{"role":"assistant","{{member}}":"Let me "}"""), Chunk($$"""{"{{member}}":"see."}"""), Chunk("""{"content":"Yes."}"""), Chunk("{}", "stop")));

        Assert.Equal("Yes.", response.Text);
        Assert.Equal("Let me see.", string.Concat(response.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(text => text.Text)));
    }

    [Fact]
    public async Task A_refusal_is_an_error_in_the_end_and_no_text()
    {
        var response = await StreamedAsync(Sse(Chunk("""{"role":"assistant","refusal":"I can't "}"""), Chunk("""{"refusal":"do that."}"""), Chunk("{}", "stop")));

        Assert.Equal("", response.Text);
        var error = Assert.IsType<ErrorContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("I can't do that.", "Refusal"), (error.Message, error.ErrorCode));
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("tool_calls", "tool_calls")]
    [InlineData("function_call", "tool_calls")]
    public async Task Why_it_ended_is_told(string finish, string expected) =>
        Assert.Equal(expected, (await StreamedAsync(Sse(Chunk("""{"content":"x"}"""), Chunk("{}", finish)))).FinishReason!.Value.Value);

    [Theory]
    [InlineData("""{"role":null,"content":"x"}""")]
    [InlineData("""{"content":"x","tool_calls":null}""")]
    [InlineData("""{"content":"x","tool_calls":[]}""")]
    [InlineData("""{"content":"x","refusal":null,"reasoning_content":null,"reasoning":null,"function_call":null}""")]
    public async Task Servers_that_fill_in_what_is_empty_are_understood(string delta) =>
        Assert.Equal("x", (await StreamedAsync(Sse(Chunk(delta), Chunk("{}", "stop")))).Text);

    [Fact]
    public async Task An_error_that_is_null_is_none() =>
        Assert.Equal("x", (await StreamedAsync(Sse(Chunk("""{"content":"x"}""", "stop").Replace("{\"id\"", "{\"error\":null,\"id\"", StringComparison.Ordinal)))).Text);

    [Fact]
    public async Task Usage_that_is_told_with_every_chunk_is_counted_once()
    {
        var usage = (await StreamedAsync(Sse(Chunk("""{"content":"x"}"""), Usage.Replace(":5,", ":2,", StringComparison.Ordinal), Chunk("{}", "stop"), Usage))).Usage!;

        Assert.Equal((10, 5, 15), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("<html>Sign in to the hotel's network</html>")]
    [InlineData("data: {\"id\":\n\n")]
    [InlineData("data: 7\n\n")]
    [InlineData("""data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"a reason of its own"}]}""" + "\n\n")]
    public async Task What_is_no_answer_is_a_bad_response(string body) =>
        Assert.Equal(ModelFailure.BadResponse, (await Assert.ThrowsAsync<ModelUnavailableException>(() => StreamedAsync(body))).Failure);

    [Fact]
    public async Task An_answer_that_ends_without_a_reason_has_broken_off_but_what_came_was_given()
    {
        using var handler = new CannedHandler(CannedHandler.Events(Sse(Chunk("""{"content":"half"}"""))));
        using var model = Over(handler);
        var text = "";
        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(async () =>
        {
            await foreach (var update in model.GetStreamingResponseAsync(Hello))
            {
                text += update.Text;
            }
        });

        Assert.Equal(("half", ModelFailure.BadResponse), (text, failure.Failure));
        Assert.Single(handler.Requests);
    }

    [Theory]
    [InlineData("""{"error":{"message":"the engine died for secret words","type":"internal_error","code":500}}""", nameof(ModelFailure.ServerError))]
    [InlineData("""{"error":{"message":"This model's maximum context length is 8 tokens","type":"BadRequestError","code":400}}""", nameof(ModelFailure.ContextTooLong))]
    [InlineData("""{"error":"out of memory for secret words"}""", nameof(ModelFailure.ServerError))]
    public async Task An_error_in_the_middle_of_an_answer_is_one(string error, string expected)
    {
        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(() => StreamedAsync(Sse(Chunk("""{"content":"half"}"""), error)));

        Assert.Equal(expected, failure.Failure.ToString());
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }
}
