using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Todo.Mcp.Tests.Fixtures;

/// <summary>The suite's tools that need an answer of the client before they can end (SEP-2322).</summary>
internal static class InputTools
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    internal static readonly McpServerTool[] All = FixtureMethods.Tools(typeof(InputTools));

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Asks for a name.")]
    public static string Elicitation(RequestContext<CallToolRequestParams> context) =>
        Answer(context.Params, "user_name") is { } answer
            ? $"Hello, {Accepted(answer, "name")}!"
            : throw new InputRequiredException(new Dictionary<string, InputRequest>(StringComparer.Ordinal) { ["user_name"] = AskName() });

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Asks the client's model.")]
    public static string Sampling(RequestContext<CallToolRequestParams> context) =>
        Answer(context.Params, "capital_question") is { } answer
            ? answer.Deserialize(InputResponse.CreateMessageResultJsonTypeInfo)!.Content.OfType<TextContentBlock>().First().Text
            : throw new InputRequiredException(new Dictionary<string, InputRequest>(StringComparer.Ordinal) { ["capital_question"] = Sample("What is the capital of France?", 100) });

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Asks for the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> context) =>
        Answer(context.Params, "client_roots") is { } answer
            ? string.Join(' ', answer.Deserialize(InputResponse.ListRootsResultJsonTypeInfo)!.Roots.Select(root => root.Uri))
            : throw new InputRequiredException(new Dictionary<string, InputRequest>(StringComparer.Ordinal) { ["client_roots"] = InputRequest.ForRootsList(new ListRootsRequestParams()) });

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Gets its own state back.")]
    public static string State(RequestContext<CallToolRequestParams> context) => Confirmed(context.Params);

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Refuses a state that it has not signed.")]
    public static string TamperedState(RequestContext<CallToolRequestParams> context) => Confirmed(context.Params);

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Asks for three things at once.")]
    public static string Multiple(RequestContext<CallToolRequestParams> context)
    {
        string[] keys = ["user_name", "greeting", "client_roots"];
        return keys.All(key => Answer(context.Params, key) is not null)
            ? $"all inputs, state {Opened(context.Params)}"
            : throw new InputRequiredException(
                new Dictionary<string, InputRequest>(StringComparer.Ordinal)
                {
                    ["user_name"] = AskName(),
                    ["greeting"] = Sample("Generate a greeting", 50),
                    ["client_roots"] = InputRequest.ForRootsList(new ListRootsRequestParams()),
                },
                Signed("multiple"));
    }

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Asks twice.")]
    public static string Rounds(RequestContext<CallToolRequestParams> context)
    {
        var round = context.Params.RequestState is null ? "" : Opened(context.Params);
        return (round, Answer(context.Params, "step1"), Answer(context.Params, "step2")) switch
        {
            ("1", not null, _) => throw new InputRequiredException(Ask("step2", "Step 2: What is your favorite color?", "color"), Signed("2")),
            ("2", _, not null) => "both rounds",
            _ => throw new InputRequiredException(Ask("step1", "Step 1: What is your name?", "name"), Signed("1")),
        };
    }

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only for what the client can.")]
    public static string Capabilities(RequestContext<CallToolRequestParams> context)
    {
        var requests = new Dictionary<string, InputRequest>(StringComparer.Ordinal);
        if (context.Server.ClientCapabilities?.Elicitation is not null)
        {
            requests["user_name"] = AskName();
        }

        if (context.Server.ClientCapabilities?.Sampling is not null)
        {
            requests["greeting"] = Sample("Generate a greeting", 50);
        }

        return requests.Count == 0 ? "nothing to ask" : throw new InputRequiredException(requests);
    }

    internal static InputResponse? Answer(RequestParams parameters, string key) =>
        parameters.InputResponses is { } all && all.TryGetValue(key, out var answer) ? answer : null;

    internal static string Accepted(InputResponse answer, string field) =>
        answer.RawValue.ValueKind == JsonValueKind.Object && answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo) is { Content: { } content }
            ? content[field].ToString()
            : throw new McpProtocolException("The answer is none to an elicitation.", McpErrorCode.InvalidParams);

    internal static Dictionary<string, InputRequest> Ask(string key, string message, string field) => new(StringComparer.Ordinal)
    {
        [key] = Elicit(message, field, new ElicitRequestParams.StringSchema()),
    };

    private static string Confirmed(CallToolRequestParams parameters) =>
        parameters.RequestState is not null
            ? $"state-ok {Opened(parameters)}"
            : throw new InputRequiredException(
                new Dictionary<string, InputRequest>(StringComparer.Ordinal) { ["confirm"] = Elicit("Please confirm", "ok", new ElicitRequestParams.BooleanSchema()) }, Signed("confirm"));

    private static InputRequest AskName() => Elicit("What is your name?", "name", new ElicitRequestParams.StringSchema());

    private static InputRequest Elicit(string message, string field, ElicitRequestParams.PrimitiveSchemaDefinition schema) => InputRequest.ForElicitation(new ElicitRequestParams
    {
        Message = message,
        RequestedSchema = new ElicitRequestParams.RequestSchema { Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>(StringComparer.Ordinal) { [field] = schema }, Required = [field] },
    });

    private static InputRequest Sample(string question, int tokens) => InputRequest.ForSampling(new CreateMessageRequestParams
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = question }] }],
        MaxTokens = tokens,
    });

    private static string Signed(string state) => $"{state}.{Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(state)))}";

    private static string Opened(CallToolRequestParams parameters)
    {
        var state = parameters.RequestState?.Split('.')[0] ?? "";
        return parameters.RequestState == Signed(state) ? state : throw new McpProtocolException("The request state is not one of this server.", McpErrorCode.InvalidParams);
    }
}
