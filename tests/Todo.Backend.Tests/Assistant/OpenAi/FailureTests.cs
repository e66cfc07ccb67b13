using System.Net;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.OpenAi;
using Todo.Hosting.Settings;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;
using static Todo.Backend.Tests.Assistant.OpenAi.CannedHandler;

namespace Todo.Backend.Tests.Assistant.OpenAi;

[Trait("rule", "A11")]
public sealed class FailureTests
{
    private const string Body = """{"error":{"message":"no: sk-secret said secret words","type":"some_type","code":null}}""";

    private static readonly Func<HttpResponseMessage> Good = Events(Sse(Chunk("""{"content":"ok"}"""), Chunk("{}", "stop")));

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_the_endpoint_turned_away_is_sent_again_and_then_answered(int status)
    {
        using var handler = new CannedHandler(Json(Body, (HttpStatusCode)status), Good);
        using var model = Over(handler, new SkippedTime());

        Assert.Equal("ok", (await model.StreamAsync()).ToChatResponse().Text);
        Assert.Equal(2, handler.Requests.Count);
        Assert.Equal(handler.Requests[0], handler.Requests[1]);
    }

    [Theory]
    [InlineData(408, nameof(ModelFailure.Timeout), 4)]
    [InlineData(429, nameof(ModelFailure.RateLimited), 4)]
    [InlineData(500, nameof(ModelFailure.ServerError), 4)]
    [InlineData(503, nameof(ModelFailure.ServerError), 4)]
    [InlineData(401, nameof(ModelFailure.Unauthorized), 1)]
    [InlineData(403, nameof(ModelFailure.Unauthorized), 1)]
    [InlineData(400, nameof(ModelFailure.RequestRefused), 1)]
    [InlineData(404, nameof(ModelFailure.RequestRefused), 1)]
    [InlineData(413, nameof(ModelFailure.ContextTooLong), 1)]
    [InlineData(302, nameof(ModelFailure.BadResponse), 1)]
    public async Task A_failure_for_good_has_its_kind_and_tells_neither_key_nor_what_was_said(int status, string expected, int requests)
    {
        foreach (var stream in new[] { false, true })
        {
            using var handler = new CannedHandler(Json(Body, (HttpStatusCode)status));
            using var model = Over(handler, new SkippedTime(), new Secret("sk-secret"));
            var failure = await Assert.ThrowsAsync<ModelUnavailableException>(
                () => stream ? model.StreamAsync() : model.GetResponseAsync(Hello));

            Assert.Equal(expected, failure.Failure.ToString());
            Assert.Equal(requests, handler.Requests.Count);
            Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}""")]
    [InlineData("""{"error":{"code":400,"message":"request (9000 tokens) exceeds the available context size (4096 tokens)","type":"exceed_context_size_error"}}""")]
    [InlineData("""{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400}""")]
    public async Task A_conversation_too_long_is_told_from_other_errors_of_each_server(string body)
    {
        using var handler = new CannedHandler(Json(body, HttpStatusCode.BadRequest));
        using var model = Over(handler);

        Assert.Equal(ModelFailure.ContextTooLong, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync())).Failure);
    }

    [Fact]
    public async Task The_endpoints_content_filter_is_told_from_wrong_settings()
    {
        using var handler = new CannedHandler(Json("""{"error":{"message":"the prompt was filtered","type":null,"param":"prompt","code":"content_filter","status":400}}""", HttpStatusCode.BadRequest));
        using var model = Over(handler);

        Assert.Equal(ModelFailure.Filtered, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync())).Failure);
    }

    [Theory]
    [InlineData("3", 4)]
    [InlineData("3600", 1)]
    public async Task The_wait_that_the_endpoint_asks_for_is_kept_when_it_is_short_and_refused_when_it_is_long(string seconds, int requests)
    {
        var time = new SkippedTime();
        using var handler = new CannedHandler(Json(Body, HttpStatusCode.TooManyRequests, seconds));
        using var model = Over(handler, time);
        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync());

        Assert.Equal(ModelFailure.RateLimited, failure.Failure);
        Assert.Equal(requests, handler.Requests.Count);
        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(3), CallRetries.LongestWait));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_not_tried_again()
    {
        using var handler = new CannedHandler(Events(CannedStream.Of(Sse(Chunk("""{"content":"half"}"""))[..^16], CannedStream.Then.Breaks)), Good);
        using var model = Over(handler, new SkippedTime());

        Assert.Equal(ModelFailure.BadResponse, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync())).Failure);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_whole_answer_that_breaks_in_the_middle_is_not_tried_again()
    {
        using var handler = new CannedHandler(Events(CannedStream.Of("""{"id":""", CannedStream.Then.Breaks)), Good);
        using var model = Over(handler, new SkippedTime());

        Assert.Equal(ModelFailure.BadResponse, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.GetResponseAsync(Hello))).Failure);
        Assert.Single(handler.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_falls_silent_is_left_at_the_timeout(bool stream)
    {
        var time = new SkippedTime();
        var body = CannedStream.Of(stream ? Sse(Chunk("""{"content":"half"}"""))[..^16] : """{"id":""", CannedStream.Then.IsSilent);
        var handler = new CannedHandler(Events(body));
        var model = Over(handler, time);
        var call = stream ? (Task)model.StreamAsync() : model.GetResponseAsync(Hello);
        await body.Silent.Task;
        Assert.False(call.IsCompleted);
        time.EndAll();

        Assert.Equal(ModelFailure.Timeout, (await Assert.ThrowsAsync<ModelUnavailableException>(() => call)).Failure);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        var cancellation = new CancellationTokenSource();
        var body = CannedStream.Of("", CannedStream.Then.IsSilent);
        var handler = new CannedHandler(Events(body));
        var model = Over(handler, new SkippedTime());
        var call = model.StreamAsync(cancellationToken: cancellation.Token);
        await body.Silent.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Nobody_at_the_endpoint_is_told_at_once()
    {
        using var model = OpenAiModel.Create(
            new AiSettings { Model = "m", Endpoint = new Uri("http://127.0.0.1:1/v1") }, TimeProvider.System);

        Assert.Equal(ModelFailure.Unreachable, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.StreamAsync())).Failure);
        Assert.Equal(ModelFailure.Unreachable, (await Assert.ThrowsAsync<ModelUnavailableException>(() => model.GetResponseAsync(Hello))).Failure);
    }

    [Theory]
    [InlineData("a_stream_of_text")]
    [InlineData("one_endless_line")]
    [InlineData("a_stream_of_calls")]
    [InlineData("a_whole_answer")]
    [InlineData("an_error")]
    public async Task Ten_megabytes_are_not_read(string kind)
    {
        var piece = kind switch
        {
            "a_stream_of_text" => $"data: {Chunk("""{"content":"0123456789"}""")}\n\n",
            "a_stream_of_calls" => $"data: {Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"n","arguments":"0123456789"}}]}""")}\n\n",
            "one_endless_line" => "data: 0123456789",
            _ => " ",
        };
        var bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 4096 / piece.Length + 1)));
        var body = new CannedStream(Enumerable.Repeat(bytes, 10 * 1024 * 1024 / bytes.Length), CannedStream.Then.Ends);
        var answer = Events(body);
        using var handler = new CannedHandler(() =>
        {
            var response = answer();
            response.StatusCode = kind == "an_error" ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
            return response;
        });
        using var model = Over(handler);
        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(
            () => kind is "a_whole_answer" ? model.GetResponseAsync(Hello) : model.StreamAsync());

        Assert.Equal(ModelFailure.AnswerTooLong, failure.Failure);
        Assert.InRange(body.Taken, 1, ResponseLimit.MaxBytes + (64 * 1024));
        Assert.Single(handler.Requests);
    }
}
