using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Todo.Mcp.Tests.Fixtures;

/// <summary>The suite's tools that show how the protocol is kept, and what tests of the edge need.</summary>
internal static class ProtocolTools
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": { "address": { "$anchor": "addressDef", "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } } },
          "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" }
          },
          "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
          "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
          "then": { "required": ["phone"] },
          "else": { "required": ["email"] },
          "additionalProperties": false
        }
        """);

    internal static readonly McpServerTool[] All = [.. FixtureMethods.Tools(typeof(ProtocolTools)), new SchemaTool()];

    /// <summary>Set while "wait" runs, and once it was told to end.</summary>
    internal static TaskCompletionSource Waiting { get; set; } = new();

    internal static TaskCompletionSource Ended { get; set; } = new();

    [McpServerTool(Name = "test_missing_capability"), Description("Needs the client's model.")]
    public static string MissingCapability(McpServer server) =>
        server.ClientCapabilities?.Sampling is not null
            ? "The client has a model."
            : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new SamplingCapability() }, "This needs sampling.");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Asks nothing while it streams.")]
    public static string Streaming() => "A result and nothing else.";

    [McpServerTool(Name = "test_logging_tool"), Description("Logs to the client.")]
    public static string Logging(McpServer server)
    {
        server.AsClientLoggerProvider().CreateLogger("fixture").LogInformation("Called.");
        return "Logged.";
    }

    [McpServerTool(Name = "test_header_argument"), Description("Has arguments that a header repeats.")]
    public static string Header([McpHeader("Region")] string region, [McpHeader("Count")] int count = 0) => $"{region} {count}";

    [McpServerTool(Name = "wait"), Description("Ends when it is told to.")]
    public static async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        Waiting.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Ended.TrySetResult();
        }

        return "";
    }

    [McpServerTool(Name = "wait_for_test"), Description("Ends when the test lets it.")]
    public static async Task<string> WaitForTestAsync()
    {
        Waiting.TrySetResult();
        await Ended.Task;
        return "ended";
    }

    [McpServerTool(Name = "fail_unforeseen"), Description("Fails with an exception that nobody foresaw.")]
    public static string Unforeseen() => throw new InvalidOperationException("Password=secret");

    // Its schema is the suite's, word for word.
    private sealed class SchemaTool : McpServerTool
    {
        public override Tool ProtocolTool { get; } = new() { Name = "json_schema_2020_12_tool", Description = "Tool with JSON Schema 2020-12 features", InputSchema = Schema };

        public override IReadOnlyList<object> Metadata => [];

        public override ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new CallToolResult { Content = [new TextContentBlock { Text = "ok" }] });
    }
}
