using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Telemetry;
using Todo.Backend.Tests.Assistant.OpenAi;
using static Todo.Backend.Tests.Assistant.OpenAi.TestModel;

namespace Todo.Backend.Tests.Assistant.Telemetry;

[Trait("rule", "F2")]
public sealed class TelemetryClientTests : IDisposable
{
    private static readonly ActivitySource Turns = new("TelemetryClientTests");

    private readonly Meters meters = new();
    private readonly ActivityListener listener;
    private readonly List<Activity> spans = [];
    private readonly Activity turn;

    public TelemetryClientTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ModelMetrics.Name or "TelemetryClientTests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                // Other tests of this process have spans too.
                if (span.TraceId == turn?.TraceId)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        turn = Turns.StartActivity("turn")!;
    }

    [Fact]
    public async Task A_call_is_a_span_of_the_turn_with_what_it_took_and_without_what_was_said()
    {
        using var model = Model(captureContent: false, Good());
        await model.StreamAsync(new ChatOptions { Temperature = 0.5f, MaxOutputTokens = 9, Instructions = "secret rules" });

        var span = Assert.Single(spans);
        Assert.Equal(("chat test-model", ActivityKind.Client, turn.SpanId), (span.DisplayName, span.Kind, span.ParentSpanId));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        foreach (var (name, value) in new (string, object)[]
        {
            ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"), ("gen_ai.request.model", "test-model"),
            ("server.address", "models.example"), ("server.port", 80),
            ("gen_ai.request.temperature", 0.5f), ("gen_ai.request.max_tokens", 9),
            ("gen_ai.response.id", "c1"), ("gen_ai.response.model", "m-1"),
            ("gen_ai.usage.input_tokens", 10L), ("gen_ai.usage.output_tokens", 5L),
        })
        {
            Assert.Equal(value, span.GetTagItem(name));
        }

        Assert.Equal(["stop"], (string[])span.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string text && (text.Contains("secret", StringComparison.Ordinal) || text.Contains("hello", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_said_is_recorded_only_where_it_is_asked_for()
    {
        using var model = Model(captureContent: true, Good());
        await model.StreamAsync(new ChatOptions { Instructions = "be kind" });

        var span = Assert.Single(spans);
        Assert.Equal("""[{"type":"text","content":"be kind"}]""", span.GetTagItem("gen_ai.system_instructions"));
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"hello"}]}]""", span.GetTagItem("gen_ai.input.messages"));
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"secret answer"}],"finish_reason":"stop"}]""", span.GetTagItem("gen_ai.output.messages"));
    }

    [Fact]
    public async Task The_span_is_current_for_the_model_between_all_chunks_and_never_for_the_caller()
    {
        var seen = new List<string?>();
        using var model = new TelemetryClient(new Watching(seen), new ModelMetrics(meters), captureContent: false, TimeProvider.System);
        await foreach (var _ in model.GetStreamingResponseAsync(Hello))
        {
            Assert.Same(turn, Activity.Current);
        }

        Assert.Same(turn, Activity.Current);
        Assert.Equal(["chat", "chat", "chat"], seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_is_told_by_its_kind(bool stream)
    {
        using var model = Model(captureContent: false, CannedHandler.Json("""{"error":{"message":"secret"}}""", System.Net.HttpStatusCode.Unauthorized));
        await Assert.ThrowsAsync<ModelUnavailableException>(() => stream ? model.StreamAsync() : model.GetResponseAsync(Hello));

        var span = Assert.Single(spans);
        Assert.Equal((ActivityStatusCode.Error, "unauthorized"), (span.Status, span.GetTagItem("error.type")));
        var duration = Assert.Single(meters.Measured, entry => entry.Name == "gen_ai.client.operation.duration");
        Assert.Equal("unauthorized", duration.Tags["error.type"]);
    }

    [Fact]
    public async Task A_caller_that_wants_no_more_ends_the_span_and_is_measured()
    {
        using var model = Model(captureContent: false, Good());
        await foreach (var _ in model.GetStreamingResponseAsync(Hello))
        {
            break;
        }

        Assert.Single(spans);
        Assert.Single(meters.Measured, entry => entry.Name == "gen_ai.client.operation.duration");
    }

    [Fact]
    public async Task Tokens_and_times_are_measured_with_buckets_of_their_own_and_no_tag_of_the_models_making()
    {
        using var model = Model(captureContent: false, Good());
        await model.StreamAsync();

        Assert.Equal(
            [("input", 10), ("output", 5)],
            meters.Measured.Where(entry => entry.Name == "gen_ai.client.token.usage").Select(entry => ((string)entry.Tags["gen_ai.token.type"]!, (int)entry.Value)));
        Assert.Single(meters.Measured, entry => entry.Name == "gen_ai.client.operation.time_to_first_chunk");
        Assert.Equal(2, meters.Measured.Count(entry => entry.Name == "gen_ai.client.operation.time_per_output_chunk"));
        Assert.All(meters.Instruments, instrument => Assert.NotEmpty(instrument switch
        {
            Histogram<double> histogram => histogram.Advice!.HistogramBucketBoundaries!.Select(bound => (object)bound),
            Histogram<long> histogram => histogram.Advice!.HistogramBucketBoundaries!.Select(bound => (object)bound),
            _ => [],
        }));
        Assert.All(meters.Measured, entry => Assert.Subset(
            new HashSet<string> { "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "server.address", "server.port", "gen_ai.token.type" },
            entry.Tags.Keys.ToHashSet()));
    }

    [Fact]
    public void A_tool_has_a_span_with_its_name_and_its_error_and_without_what_it_was_given()
    {
        var call = new FunctionCallContent("a", "add_task", new Dictionary<string, object?> { ["title"] = "secret" });
        using (var span = Spans.Tool(call))
        {
            span.Gave(new("It went wrong.", new() { ["error"] = "not_found", ["message"] = "secret" }, IsError: true));
        }

        var stopped = Assert.Single(spans);
        Assert.Equal(("execute_tool add_task", turn.SpanId, ActivityStatusCode.Error), (stopped.DisplayName, stopped.ParentSpanId, stopped.Status));
        Assert.Equal(("execute_tool", "add_task", "a", "not_found"), (stopped.GetTagItem("gen_ai.operation.name"), stopped.GetTagItem("gen_ai.tool.name"), stopped.GetTagItem("gen_ai.tool.call.id"), stopped.GetTagItem("error.type")));
        Assert.DoesNotContain(stopped.TagObjects, tag => tag.Value is string text && text.Contains("secret", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        turn.Dispose();
        listener.Dispose();
        meters.Dispose();
    }

    private static Func<HttpResponseMessage> Good() => CannedHandler.Events(Sse(
        Chunk("""{"role":"assistant","content":"secret "}"""),
        Chunk("""{"content":"answer"}""", "stop"),
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m-1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}"""));

    private TelemetryClient Model(bool captureContent, Func<HttpResponseMessage> answer) =>
        new(Over(new CannedHandler(answer)), new ModelMetrics(meters), captureContent, TimeProvider.System);

    /// <summary>A client that notes which span is current whenever it is asked for more.</summary>
    private sealed class Watching(List<string?> seen) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var chunk = 0; chunk < 2; chunk++)
            {
                seen.Add(Activity.Current?.DisplayName);
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, "x");
            }

            seen.Add(Activity.Current?.DisplayName);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Meters of this test alone, and all that was measured by them.</summary>
    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> made = [];
        private readonly MeterListener listener = new();

        public Meters()
        {
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (made.Contains(instrument.Meter))
                {
                    Instruments.Add(instrument);
                    listening.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            listener.Start();
        }

        public List<(string Name, double Value, Dictionary<string, object?> Tags)> Measured { get; } = [];

        public List<Instrument> Instruments { get; } = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            made.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            listener.Dispose();
            made.ForEach(meter => meter.Dispose());
        }

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            Measured.Add((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
    }
}
