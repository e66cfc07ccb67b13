using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Todo.Backend.Mcp.Http;

/// <summary>
/// From revision 2026-07-28 on headers repeat what proxies route by, and must say the same as the body (SEP-2243): the method, the
/// name or URI, and the arguments that a tool's schema marks with <c>x-mcp-header</c>.
/// </summary>
internal static class HeaderRules
{
    private const string Method = "Mcp-Method";
    private const string Name = "Mcp-Name";
    private const string ParameterPrefix = "Mcp-Param-";
    private const string Mark = "x-mcp-header";

    /// <summary>Null when nothing is wrong.</summary>
    public static EdgeError? Check(IHeaderDictionary headers, JsonRpcRequest request, McpServerOptions options)
    {
        if (headers[Method] != request.Method)
        {
            return EdgeError.Mismatch($"The header {Method} must be the method of the body, {request.Method}.");
        }

        var parameters = request.Params as JsonObject;
        var member = request.Method switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        if (member is null || EnvelopeRules.Text(parameters?[member]) is not { } name)
        {
            return null;
        }

        if (Decoded(headers, Name) != name)
        {
            return EdgeError.Mismatch($"The header {Name} must be params.{member} of the body.");
        }

        return request.Method == RequestMethods.ToolsCall && options.ToolCollection?.TryGetPrimitive(name, out var tool) is true
            ? Arguments(headers, tool.ProtocolTool.InputSchema, parameters!["arguments"] as JsonObject)
            : null;
    }

    private static EdgeError? Arguments(IHeaderDictionary headers, JsonElement schema, JsonObject? arguments)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties"u8, out var properties))
        {
            return null;
        }

        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Object || !property.Value.TryGetProperty(Mark, out var mark) || mark.GetString() is not { } suffix)
            {
                continue;
            }

            var header = ParameterPrefix + suffix;
            var argument = arguments?[property.Name] is { } value && McpHeaderEncoder.ConvertToHeaderValue(value) is { } encoded ? McpHeaderEncoder.DecodeValue(encoded) : null;
            if ((argument is not null || headers.ContainsKey(header)) && (argument is null || Decoded(headers, header) != argument))
            {
                return EdgeError.Mismatch($"The header {header} must be the argument {property.Name} of the body.");
            }
        }

        return null;
    }

    // Null also where the Base64 of "=?base64?…?=" is none.
    private static string? Decoded(IHeaderDictionary headers, string name) =>
        headers[name] is [{ } value] ? McpHeaderEncoder.DecodeValue(value) : null;
}
