using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Todo.Hosting.Network;

namespace Todo.Backend.Mcp.Http;

/// <summary>Streamable HTTP without sessions: one POST, one message, one server. GET and DELETE, which serve sessions, are 405.</summary>
internal static class McpRoute
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>Maps a server; the options are made for each request and are its own.</summary>
    public static IEndpointConventionBuilder MapMcpServer(this IEndpointRouteBuilder routes, string pattern, OriginRules origins, Func<HttpContext, McpServerOptions> options) =>
        routes.MapPost(pattern, context => AnswerAsync(context, origins, options)).WithMetadata(new RequestSizeLimitAttribute(MostBytes));

    private static async Task AnswerAsync(HttpContext context, OriginRules origins, Func<HttpContext, McpServerOptions> options)
    {
        var request = context.Request;
        if ((origins.Check(request, context.IsFromGateway()) ?? MediaTypes.Check(request)) is { } refused)
        {
            await refused.WriteAsync(context, id: null);
            return;
        }

        var (message, id, error) = await MessageBody.ReadAsync(request, context.RequestAborted);
        error ??= EnvelopeRules.Check(request.Headers, message!);
        if (error is not null)
        {
            await error.WriteAsync(context, id);
            return;
        }

        string? version = request.Headers[EnvelopeRules.VersionHeader];
        var server = options(context);
        server.ScopeRequests = false;
        if (Revisions.IsWithoutHandshake(version) && message is JsonRpcRequest call && HeaderRules.Check(request.Headers, call, server) is { } mismatch)
        {
            await mismatch.WriteAsync(context, id);
            return;
        }

        message!.Context = new JsonRpcMessageContext { ProtocolVersion = version, User = context.User.Identity is { IsAuthenticated: true } ? context.User : null };
        try
        {
            await OneRequestServer.AnswerAsync(context, message, server, context.RequestAborted);
        }
        catch (JsonException) when (!context.Response.HasStarted)
        {
            // The transport reads a handshake itself, before there is a server that could answer.
            context.Response.Headers.ContentEncoding = default;
            await EdgeError.Bad(McpErrorCode.InvalidParams, "params are not those of the method.").WriteAsync(context, id);
        }
    }
}
