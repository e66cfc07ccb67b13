using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Todo.Frontend.Gateway;

/// <summary>
/// Gives the backend's answer on as it comes: each piece of a stream at once, and without a limit of time once it has begun.
/// A client that goes away ends the request to the backend.
/// </summary>
public sealed class Relay(GatewaySettings settings, TimeProvider time)
{
    private const int BufferSize = 16 * 1024;

    public async Task PassAsync(HttpMessageInvoker pool, HttpRequestMessage request, HttpContext context)
    {
        using var response = await SendAsync(pool, request, context);
        context.Response.StatusCode = (int)response.StatusCode;
        ProxyHeaders.CopyTo(context.Response.Headers, response);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            context.Response.Headers["X-Accel-Buffering"] = "no"; // A proxy before us would hold events back (nginx).
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await CopyBodyAsync(response, context);
        }
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
