using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>Compares every answer with the document as it comes in, and keeps which operations have given which status.</summary>
internal sealed class CheckedAnswers(ApiDescription description) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly JsonSchema schema = new(description.Document, isStrict: true);

    public ConcurrentBag<string> Errors { get; } = [];

    public ConcurrentDictionary<(string Operation, int Status), int> Seen { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var (method, path, status) = (request.Method.Method, request.RequestUri!.AbsolutePath, (int)response.StatusCode);
        if (description.Find(method, path) is not { } operation)
        {
            // A method that the path does not have.
            Require(status is 404 or 405, "is not described");
            return response;
        }

        Seen.AddOrUpdate(($"{operation}", status), 1, (_, count) => count + 1);
        if (description.Response(operation, status) is not { } expected)
        {
            Errors.Add($"{operation} gave {status}, which is not described: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            return response;
        }

        foreach (var (name, header) in expected["headers"]?.AsObject() ?? [])
        {
            CheckHeader(operation, response, name, description.Resolve(header!));
        }

        // A stream has no end to wait for.
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            await CheckContentAsync(operation, response, expected["content"] as JsonObject, cancellationToken);
        }
        else
        {
            Require(expected["content"]!["text/event-stream"] is not null, "is a stream that is not described");
        }

        return response;

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                Errors.Add($"{method} {path} {status} {error}");
            }
        }
    }

    private void CheckHeader(ApiOperation operation, HttpResponseMessage response, string name, JsonObject header)
    {
        if (!response.Headers.TryGetValues(name, out var values) && !response.Content.Headers.TryGetValues(name, out values))
        {
            if (header["required"]!.GetValue<bool>())
            {
                Errors.Add($"{operation} {(int)response.StatusCode} lacks the header {name}");
            }

            return;
        }

        var text = string.Join(", ", values);
        JsonNode value = header["schema"]!["type"]!.GetValue<string>() == "integer" && long.TryParse(text, out var number) ? number : text;
        foreach (var error in schema.Errors(value, header["schema"]!))
        {
            Errors.Add($"{operation} {(int)response.StatusCode} header {name}: {error}");
        }
    }

    private async Task CheckContentAsync(ApiOperation operation, HttpResponseMessage response, JsonObject? contents, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var type = response.Content.Headers.ContentType?.MediaType;
        var place = $"{operation} {(int)response.StatusCode}";
        if (contents is null)
        {
            if (text.Length > 0)
            {
                Errors.Add($"{place} has a body, which is not described: {text}");
            }
        }
        else if (type is null || contents[type] is not { } content)
        {
            Errors.Add($"{place} is {type ?? "without a body"} and not {string.Join(" or ", contents.Select(pair => pair.Key))}: {text}");
        }
        else
        {
            var value = type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : text;
            foreach (var error in schema.Errors(value, content["schema"]!))
            {
                Errors.Add($"{place}: {error}");
            }
        }
    }
}
