using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Telemetry;

/// <summary>The assistant's spans; they are exported as those of every "Todo.*" source.</summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(ModelMetrics.Name);

    /// <summary>The run of a tool, to be disposed when it has ended.</summary>
    /// <param name="captureContent">Whether the span shows the arguments.</param>
    public static Activity? Tool(FunctionCallContent call, bool captureContent)
    {
        var span = Source.StartActivity($"execute_tool {call.Name}");
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("gen_ai.operation.name", "execute_tool");
            span.SetTag("gen_ai.tool.name", call.Name);
            span.SetTag("gen_ai.tool.type", "function");
            span.SetTag("gen_ai.tool.call.id", call.CallId);
            span.SetTag("gen_ai.tool.call.arguments", captureContent ? JsonSerializer.Serialize(call.Arguments, SpanContent.Json) : null);
        }

        return span;
    }

    /// <summary>What the tool gave.</summary>
    public static void Gave(this Activity? span, ToolOutcome outcome, bool captureContent)
    {
        span?.SetTag("gen_ai.tool.call.result", captureContent ? outcome.Content.ToJsonString() : null);
        if (outcome.IsError)
        {
            span?.SetTag("error.type", (string?)outcome.Content["error"] ?? "error").SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>One of few words, as metrics need them.</summary>
    public static string ErrorType(Exception exception) => exception switch
    {
        ModelUnavailableException { Failure: var failure } => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString()),
        OperationCanceledException => "canceled",
        _ => exception.GetType().FullName!,
    };
}
