using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Todo.Backend.Assistant.Telemetry;

/// <summary>
/// What calls of models take, by OpenTelemetry's semantic conventions for generative AI. No tag comes from a person or from a model's
/// answer: each would be series without end.
/// </summary>
internal sealed class ModelMetrics
{
    /// <summary>The meter, and the source of spans.</summary>
    public const string Name = "Todo.Assistant";

    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<double> FirstChunks = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private static readonly InstrumentAdvice<double> OutputChunks = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5],
    };

    private static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    private readonly Histogram<double> duration;
    private readonly Histogram<double> firstChunk;
    private readonly Histogram<double> outputChunk;
    private readonly Histogram<long> tokens;

    public ModelMetrics(IMeterFactory meters)
    {
#pragma warning disable CA2000 // the factory disposes its meters
        var meter = meters.Create(Name);
#pragma warning restore CA2000
        duration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Duration of a model call.", tags: null, Durations);
        firstChunk = meter.CreateHistogram("gen_ai.client.operation.time_to_first_chunk", "s", "Time until the first chunk of a streamed answer.", tags: null, FirstChunks);
        outputChunk = meter.CreateHistogram("gen_ai.client.operation.time_per_output_chunk", "s", "Time between two chunks of a streamed answer.", tags: null, OutputChunks);
        tokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a model call.", tags: null, Tokens);
    }

    public void Duration(TimeSpan elapsed, TagList tags, string? error)
    {
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        duration.Record(elapsed.TotalSeconds, tags);
    }

    public void FirstChunk(TimeSpan elapsed, in TagList tags) => firstChunk.Record(elapsed.TotalSeconds, tags);

    public void OutputChunk(TimeSpan elapsed, in TagList tags) => outputChunk.Record(elapsed.TotalSeconds, tags);

    /// <param name="type">input or output.</param>
    public void TokensUsed(long count, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        tokens.Record(count, tags);
    }
}
