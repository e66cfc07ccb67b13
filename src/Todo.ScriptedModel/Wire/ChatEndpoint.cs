using System.Text.Json;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Wire;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatEndpoint(Player player, RequestLog log, Action<string> warn, Faults faults, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var request = await ReadAsync(http);
        log.Add(request);
        try
        {
            await AnswerAsync(http, request);
        }
        finally
        {
            if (http.RequestAborted.IsCancellationRequested)
            {
                request.Leave();
            }
        }
    }

    private async Task AnswerAsync(HttpContext http, RecordedRequest request)
    {
        if (RequestRules.Check(request.Body) is { } error)
        {
            await error.WriteAsync(http);
            return;
        }

        if (Choose(request) is not { } answer)
        {
            await NothingFits(request).WriteAsync(http);
            return;
        }

        await PlayAsync(http, request, answer);
    }

    private Answer? Choose(RecordedRequest request)
    {
        try
        {
            if (player.Next(request.Conversation) is not var (exchange, placeholders))
            {
                return null;
            }

            request.Exchange = exchange.Name ?? "unnamed";
            return Answer.Of(exchange.Reply, placeholders);
        }
        catch (ScriptException problem)
        {
            warn($"{request.Exchange}: {problem.Message}");
            return null;
        }
    }

    // 501: clients repeat a call that got 500 or 503, and the reason would come late.
    private ApiError NothingFits(RecordedRequest request)
    {
        var (_, user, results, latest) = request.Conversation;
        var problem = $"The script has no reply for '{user}' after {results.Count} results of tools{(latest.Count > 0 ? $", the latest {string.Join(" and ", latest)}" : "")}.";
        log.AddUnmatched(problem);
        warn(problem);
        return new ApiError(StatusCodes.Status501NotImplemented, problem, "server_error", "no_reply_in_script");
    }

    private async Task PlayAsync(HttpContext http, RecordedRequest request, Answer answer)
    {
        var reply = answer.Reply;
        await Task.Delay(TimeSpan.FromMilliseconds(reply.Wait), time, http.RequestAborted);
        await faults.BeforeChunkAsync(http, reply, 0);
        http.Response.Headers["x-request-id"] = "req_" + Guid.NewGuid().ToString("N");
        if (reply.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = $"{seconds}";
        }

        if (reply.Body is { } body)
        {
            http.Response.StatusCode = reply.Status ?? StatusCodes.Status200OK;
            http.Response.ContentType = body.TrimStart().StartsWith('<') ? "text/html" : "application/json";
            await http.Response.WriteAsync(body, http.RequestAborted);
        }
        else if (reply.Status is { } status and not StatusCodes.Status200OK)
        {
            await ApiError.Of(status, reply.Error, reply.Code).WriteAsync(http);
        }
        else
        {
            var completion = new Completion(answer, request, time);
            var writer = new ReplyWriter(reply, faults, time);
            await (request.IsStreaming ? writer.StreamAsync(http, completion.Chunks(request.IncludesUsage)) : writer.WriteAsync(http, completion.Whole()));
        }
    }

    private static async Task<RecordedRequest> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        try
        {
            return new RecordedRequest(text, JsonElement.Parse(text), headers);
        }
        catch (JsonException)
        {
            return new RecordedRequest(text, default, headers);
        }
    }
}
