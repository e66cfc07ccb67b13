using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Telemetry;

/// <summary>The assistant's spans; they are exported as those of every "Todo.*" source.</summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(ModelMetrics.Name);

    /// <summary>The run of a tool, to be disposed when it has ended. Arguments and results are in the spans of the model, if anywhere.</summary>
    public static Activity? Tool(FunctionCallContent call)
    {
        var span = Source.StartActivity($"execute_tool {call.Name}");
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("gen_ai.operation.name", "execute_tool");
            span.SetTag("gen_ai.tool.name", call.Name);
            span.SetTag("gen_ai.tool.type", "function");
            span.SetTag("gen_ai.tool.call.id", call.CallId);
        }

        return span;
    }

    /// <summary>Whether the tool did it, or the code of its error.</summary>
    public static void Gave(this Activity? span, ToolOutcome outcome)
    {
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
