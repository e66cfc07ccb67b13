using Microsoft.Net.Http.Headers;

namespace Todo.Backend.Mcp.Http;

/// <summary>What a client must say it sends and takes (Streamable HTTP, "Sending Messages to the Server").</summary>
internal static class MediaTypes
{
    public const string EventStream = "text/event-stream";
    private const string Json = "application/json";

    public static EdgeError? Check(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToArray(), out var accepted) || !Takes(accepted, Json) || !Takes(accepted, EventStream))
        {
            return EdgeError.Of(StatusCodes.Status406NotAcceptable, $"The answer may be either: send Accept: {Json}, {EventStream}.");
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? null
            : EdgeError.Of(StatusCodes.Status415UnsupportedMediaType, $"Send JSON in UTF-8 with Content-Type: {Json}.");
    }

    // RFC 9110 12.5.1: the most specific range decides, and a weight of 0 refuses.
    private static bool Takes(IEnumerable<MediaTypeHeaderValue> accepted, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        var range = accepted
            .Where(range => range.MatchesAllTypes || (range.Type == wanted.Type && (range.MatchesAllSubTypes || range.SubType == wanted.SubType)))
            .MinBy(range => (range.MatchesAllTypes, range.MatchesAllSubTypes));
        return range is not null && range.Quality is not 0;
    }
}
