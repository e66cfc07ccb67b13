using System.Buffers;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Gateway;

/// <summary>
/// Passes /api and /mcp on to the backend as they come, in both directions as it flows: nothing is buffered, nothing attached but who
/// asks, no cookie goes in or out. One origin thus serves people and programs, and a program's token is its own.
/// </summary>
public sealed class PassThrough(Backend backend, GatewaySettings settings, TimeProvider time)
{
    private const int BufferSize = 16 * 1024;

    private static readonly UriCreationOptions AsItCame = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public async Task InvokeAsync(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = ApiPath.Of(raw, "/api/") ?? ApiPath.Of(raw, "/mcp");
        if (target is null)
        {
            await Problem.Malformed("The path has a dot segment, an empty segment or an encoded separator: write it plainly.").ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        var isStream = context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
        using var request = Request(context, target);
        using var response = await SendAsync(isStream ? backend.Streams : backend.Requests, request, context);
        context.Response.StatusCode = (int)response.StatusCode;
        ProxyHeaders.CopyTo(context.Response.Headers, response);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await CopyBodyAsync(response, context);
        }
    }

    private HttpRequestMessage Request(HttpContext context, string target)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), new Uri(backend.Address + target, AsItCame));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Content = new RequestBody(context.Request);
        }

        ProxyHeaders.CopyTo(request, context.Request.Headers);
        backend.Identify(context, request);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker pool, HttpRequestMessage request, HttpContext context)
    {
        using var limit = new CancellationTokenSource(settings.BackendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            // An invoker, unlike HttpClient, returns when the headers are there.
            return await pool.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException("The backend did not begin its answer in time.", exception);
        }
        catch (HttpRequestException exception) when (Find<BadHttpRequestException>(exception) is { } bad)
        {
            throw new BadHttpRequestException(bad.Message, bad.StatusCode, exception); // The client's body broke, not the backend.
        }
    }

    private static async Task CopyBodyAsync(HttpResponseMessage response, HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var hasLength = response.Content.Headers.ContentLength is not null;
        if (!hasLength)
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

            // The headers of a stream go out before its first event.
            await context.Response.StartAsync(cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await ReadAsync(body, buffer, cancellationToken)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                if (!hasLength)
                {
                    await context.Response.Body.FlushAsync(cancellationToken);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception) when (exception is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The backend broke off its answer.", exception);
        }
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
