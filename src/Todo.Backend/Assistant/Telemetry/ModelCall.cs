using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Telemetry;

/// <summary>One call of a model: its client span, and what is measured of it when it ends.</summary>
internal sealed class ModelCall : IDisposable
{
    private readonly ModelMetrics metrics;
    private readonly TimeProvider time;
    private readonly TagList tags;
    private readonly long start;
    private readonly UsageDetails usage = new();
    private readonly List<ChatResponseUpdate> answer = [];
    private long? lastChunk;
    private string? responseId;
    private string? responseModel;
    private string? finish;
    private string? error;

    public ModelCall(ModelMetrics metrics, TimeProvider time, ChatClientMetadata? metadata, ChatOptions? options)
    {
        this.metrics = metrics;
        this.time = time;
        start = time.GetTimestamp();
        var model = options?.ModelId ?? metadata?.DefaultModelId;
        foreach (var (name, value) in new (string, object?)[]
        {
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", metadata?.ProviderName),
            ("gen_ai.request.model", model),
            ("server.address", metadata?.ProviderUri?.Host),
            ("server.port", metadata?.ProviderUri?.Port),
        })
        {
            if (value is not null)
            {
                tags.Add(name, value);
            }
        }

        Activity = Spans.Source.StartActivity(model is null ? "chat" : $"chat {model}", ActivityKind.Client, parentContext: default, tags);
    }

    public Activity? Activity { get; }

    public void Asked(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, bool captureContent)
    {
        if (Activity is not { IsAllDataRequested: true } span)
        {
            return;
        }

        span.SetTag("gen_ai.request.temperature", options?.Temperature);
        span.SetTag("gen_ai.request.top_p", options?.TopP);
        span.SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens);
        span.SetTag("gen_ai.request.frequency_penalty", options?.FrequencyPenalty);
        span.SetTag("gen_ai.request.presence_penalty", options?.PresencePenalty);
        span.SetTag("gen_ai.request.seed", options?.Seed);
        span.SetTag("gen_ai.request.stop_sequences", options?.StopSequences is { Count: > 0 } stops ? stops.ToArray() : null);
        if (captureContent)
        {
            span.SetTag("gen_ai.system_instructions", options?.Instructions is { } instructions ? SpanContent.Text(instructions) : null);
            span.SetTag("gen_ai.input.messages", SpanContent.Of(messages));
        }
    }

    /// <summary>A piece of the answer has come.</summary>
    public void Chunk()
    {
        if (lastChunk is { } last)
        {
            metrics.OutputChunk(time.GetElapsedTime(last), tags);
        }
        else
        {
            metrics.FirstChunk(time.GetElapsedTime(start), tags);
        }

        lastChunk = time.GetTimestamp();
    }

    /// <summary>Takes what is told of it from a part of the answer, and the part itself only where spans show it.</summary>
    public void Took(ChatResponseUpdate update, bool captureContent)
    {
        responseId ??= update.ResponseId;
        responseModel ??= update.ModelId;
        finish = update.FinishReason?.Value ?? finish;
        foreach (var content in update.Contents.OfType<UsageContent>())
        {
            usage.Add(content.Details);
        }

        if (captureContent && Activity is { IsAllDataRequested: true })
        {
            answer.Add(update);
        }
    }

    public void Failed(Exception exception)
    {
        error = Spans.ErrorType(exception);
        Activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, exception is ModelUnavailableException ? exception.Message : null);
    }

    /// <summary>The end, also when it failed, or when the caller wanted no more.</summary>
    public void Dispose()
    {
        metrics.Duration(time.GetElapsedTime(start), tags, error);
        if (usage.InputTokenCount is { } input)
        {
            metrics.TokensUsed(input, "input", tags);
        }

        if (usage.OutputTokenCount is { } output)
        {
            metrics.TokensUsed(output, "output", tags);
        }

        Describe();
        Activity?.Dispose();
    }

    private void Describe()
    {
        if (Activity is not { IsAllDataRequested: true } span)
        {
            return;
        }

        span.SetTag("gen_ai.response.id", responseId);
        span.SetTag("gen_ai.response.model", responseModel);
        span.SetTag("gen_ai.response.finish_reasons", finish is null ? null : new[] { finish });
        span.SetTag("gen_ai.usage.input_tokens", usage.InputTokenCount);
        span.SetTag("gen_ai.usage.output_tokens", usage.OutputTokenCount);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", usage.CachedInputTokenCount);
        span.SetTag("gen_ai.usage.reasoning.output_tokens", usage.ReasoningTokenCount);
        if (answer.Count > 0)
        {
            span.SetTag("gen_ai.output.messages", SpanContent.Of(answer.ToChatResponse().Messages, finish));
        }
    }
}
