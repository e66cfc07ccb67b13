using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Todo.Contracts;

/// <summary>
/// The REST API, typed: one method a call. Anything but success is an <see cref="ApiException"/>; a server that cannot be
/// reached is an HttpRequestException. Stateless; as many as one likes may share an invoker.
/// </summary>
/// <param name="http">Sends the requests; an HttpClient is one.</param>
/// <param name="address">Scheme, host and port.</param>
/// <param name="prepare">Adds headers to each request, such as the caller's token.</param>
public sealed partial class TodoClient(HttpMessageInvoker http, Uri address, Action<HttpRequestMessage>? prepare = null)
{
    /// <summary>Sends a token with each request.</summary>
    public TodoClient(HttpMessageInvoker http, Uri address, string token)
        : this(http, address, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token))
    {
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new System.Text.StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The server answered null.");
    }

    private static async Task<ApiException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = new ApiProblem(Title: response.ReasonPhrase);
        try
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            if (JsonNode.Parse(text) is JsonObject json)
            {
                problem = new ApiProblem(
                    Text(json["title"]), Text(json["detail"]), Text(json["message"]), Text(json["code"]), Text(json["trace_id"]), Errors(json["errors"]));
            }
        }
        catch (JsonException)
        {
            // Not ours: a proxy's page, perhaps. The status says enough.
        }

        var retryAfter = response.Headers.RetryAfter?.Delta;
        return new ApiException(response.StatusCode, problem, retryAfter);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static Dictionary<string, string[]>? Errors(JsonNode? node) =>
        (node as JsonObject)?.ToDictionary(
            member => member.Key,
            member => member.Value is JsonArray messages ? [.. messages.Select(Text).OfType<string>()] : Text(member.Value) is { } one ? [one] : Array.Empty<string>(),
            StringComparer.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        prepare?.Invoke(request);
        headers?.Invoke(request.Headers);
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await FailureAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, HttpContent? content, CancellationToken cancellationToken, Action<HttpRequestHeaders>? headers = null)
    {
        using var response = await SendAsync(method, path, content, cancellationToken, headers).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, type, content: null, cancellationToken);
}
