using System.Net;
using System.Text.Json;

namespace Todo.Cli.Mcp;

/// <summary>Why a message was not taken: the JSON-RPC error of the server, or a sentence that says what to do.</summary>
internal sealed record Refusal(string Sentence, JsonElement? Error = null)
{
    // More than any reason needs.
    private const int MostBytes = 64 * 1024;

    /// <summary>Null when the answer can be read as messages.</summary>
    public static async Task<Refusal?> OfAsync(HttpResponseMessage answer, Endpoint endpoint, CancellationToken cancellation)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (answer.IsSuccessStatusCode)
        {
            return type is AnswerMessages.Json or AnswerMessages.EventStream || answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.NoContent
                ? null
                : new Refusal($"{endpoint.Url} answers with {type ?? "nothing"}: that is no MCP endpoint. Check --url, which usually ends in /mcp.");
        }

        var body = type is AnswerMessages.Json or "application/problem+json" ? AnswerMessages.Parse(await BodyAsync(answer, cancellation)) : null;
        return new Refusal(Say(answer, endpoint, Detail(body)), body?.TryGetProperty("error", out var error) is true && error.ValueKind == JsonValueKind.Object ? error : null);
    }

    /// <summary>The request has not got there: nothing was done.</summary>
    public static bool IsUnreachable(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>Of a request that has not got there.</summary>
    public static Refusal Of(HttpRequestException error, Endpoint endpoint) =>
        new($"Todo can't be reached at {endpoint.Url}: {error.GetBaseException().Message.TrimEnd('.')}. Check that it runs there and that --url is right.");

    private static string Say(HttpResponseMessage answer, Endpoint endpoint, string detail)
    {
        var status = (int)answer.StatusCode;
        return status switch
        {
            401 => $"Todo does not take the token in {endpoint.TokenFile} (401): it is wrong, expired or revoked. Put a valid one into the file; it is read again with the next message.",
            403 => $"The token in {endpoint.TokenFile} may not do this (403){detail}. Put one into the file that may.",
            404 or 405 => $"There is no MCP endpoint at {endpoint.Url} ({status}). Check --url, which usually ends in /mcp.",
            413 => "The message is too big for the server (413). Send less at once.",
            429 => $"Too many requests (429). Wait {Seconds(answer)} and try again.",
            >= 300 and < 400 => $"{endpoint.Url} sends elsewhere, to {answer.Headers.Location}. The token goes only where --url says: if that address is right, put it there.",
            >= 500 => $"Todo at {endpoint.Url} is not available ({status}){detail}. Try again in a moment.",
            _ => $"Todo refuses the message ({status}){detail}.",
        };
    }

    private static string Seconds(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta is { } wait ? $"{wait.TotalSeconds:0} s" : "a minute";

    // RFC 9457, 3.1.
    private static string Detail(JsonElement? problem)
    {
        foreach (var name in (string[])["detail", "title"])
        {
            if (problem?.TryGetProperty(name, out var text) is true && text.ValueKind == JsonValueKind.String)
            {
                return $": {text.GetString()!.TrimEnd('.')}";
            }
        }

        return "";
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancellation);
            return await answer.Content.ReadAsStringAsync(cancellation);
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
