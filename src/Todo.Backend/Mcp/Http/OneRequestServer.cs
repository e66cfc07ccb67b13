using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Todo.Backend.Mcp.Http;

/// <summary>A server that lives for one request: whatever replica gets the next one knows as much.</summary>
internal static class OneRequestServer
{
    /// <summary>Hands the message to a server and streams what it says; 202 when it says nothing.</summary>
    public static async Task AnswerAsync(HttpContext context, JsonRpcMessage message, McpServerOptions options, CancellationToken cancellationToken)
    {
        var loggers = context.RequestServices.GetRequiredService<ILoggerFactory>();
        using var closed = new CancellationTokenSource();
        await using var transport = new StreamableHttpServerTransport(loggers) { Stateless = true };
        await using var server = McpServer.Create(transport, options, loggers, context.RequestServices);
        var running = server.RunAsync(closed.Token);
        try
        {
            Stream(context.Response);
            Func<JsonRpcMessage?, ValueTask>? starting = Revisions.IsWithoutHandshake(message.Context?.ProtocolVersion) ? first => SetStatus(context.Response, first) : null;
            if (!await transport.HandlePostRequestAsync(message, context.Response.Body, starting, cancellationToken))
            {
                context.Response.ContentType = null;
                context.Response.Headers.ContentEncoding = default;
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        finally
        {
            // In this order: nothing more comes in, the handler is told to end, and has ended before its services go.
            await transport.DisposeAsync();
            await closed.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Stream(HttpResponse response)
    {
        response.ContentType = MediaTypes.EventStream;
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers.ContentEncoding = "identity";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
    }

    // SEP-2575: what a client without handshake got wrong is a status, too, as long as nothing has been sent.
    private static ValueTask SetStatus(HttpResponse response, JsonRpcMessage? first)
    {
        if (first is JsonRpcError error && !response.HasStarted)
        {
            response.StatusCode = (McpErrorCode)error.Error.Code switch
            {
                McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
                McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status200OK,
            };
        }

        return ValueTask.CompletedTask;
    }
}
