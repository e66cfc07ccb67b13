using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Todo.Hosting;
using Todo.Hosting.Network;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>
/// Keeps the ring in the backend, which can't read it. Replicas that start at once would each make a first key and sign
/// cookies that the others can't read for a while; so an element is added only if the ring is still the one that was read.
/// The loser drops its key: data protection reads the ring again after adding and takes the winner's.
/// </summary>
public sealed partial class BackendKeyRing(GatewaySettings settings, ServiceSettings service, RingKeys keys, ILogger<BackendKeyRing> logger) : IXmlRepository, IDisposable
{
    private readonly Uri address = new(settings.BackendInternalUrl, "/internal/key-ring");
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10), // Asked once a day.
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    // The version of the ring that was read last; an empty one is a version too.
    private volatile EntityTagHeaderValue? version;

    /// <summary>Called by data protection, which is synchronous, once a day and outside requests where it can be.</summary>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var response = Send(HttpMethod.Get, content: null);
        response.EnsureSuccessStatusCode();
        using var body = response.Content.ReadAsStream();
        var ring = JsonSerializer.Deserialize(body, RingJson.Default.Ring) ?? throw new JsonException("The backend answered null for the key ring.");
        version = response.Headers.ETag;

        // An element that was sealed anew is in the ring once more: the last one that this replica's keys open counts. Others have no id.
        XElement[] elements =
        [
            .. ring.Elements.Select(element => XElement.Parse(element)).GroupBy(element => (object?)element.Attribute("id")?.Value ?? element)
                .Select(same => same.LastOrDefault(element => element.Descendants(RingEncryptor.Sealed).All(part => keys.CanOpen(Convert.FromBase64String(part.Value)))) ?? same.Last()),
        ];
        foreach (var element in elements)
        {
            Renew(element);
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new NewElement(friendlyName, element.ToString(SaveOptions.DisableFormatting)), RingJson.Default.NewElement);
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = Send(HttpMethod.Post, content);
        if (response.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            Log.Late(logger, friendlyName);
            return;
        }

        response.EnsureSuccessStatusCode();
        version = response.Headers.ETag;
        Log.Added(logger, friendlyName);
    }

    public void Dispose() => http.Dispose();

    // After a rotation, or two later nobody could open it. One that can't be opened is left to whoever has its key.
    private void Renew(XElement element)
    {
        try
        {
            foreach (var part in element.Descendants(RingEncryptor.Sealed))
            {
                if (keys.Renew(Convert.FromBase64String(part.Value)) is { } anew)
                {
                    part.Value = Convert.ToBase64String(anew);
                    StoreElement(element, $"key-{element.Attribute("id")?.Value}-sealed-anew");
                }
            }
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or HttpRequestException)
        {
            Log.NotRenewed(logger, exception.Message);
        }
    }

    private HttpResponseMessage Send(HttpMethod method, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        ClientAddress.AddGateway(request, service.Gateway);
        if (content is not null && version is { } read)
        {
            request.Headers.IfMatch.Add(read);
        }

        return http.Send(request);
    }

    internal sealed record Ring(IReadOnlyList<string> Elements);

    internal sealed record NewElement(string FriendlyName, string Element);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Ring))]
    [JsonSerializable(typeof(NewElement))]
    private sealed partial class RingJson : JsonSerializerContext;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Added {Element} to the key ring", EventName = "RingElementAdded")]
        public static partial void Added(ILogger logger, string element);

        [LoggerMessage(2, LogLevel.Information, "Another replica has added to the key ring meanwhile: {Element} is not needed", EventName = "RingElementLate")]
        public static partial void Late(ILogger logger, string element);

        [LoggerMessage(3, LogLevel.Warning, "An element of the key ring was not sealed by the new key: {Reason}", EventName = "RingElementNotRenewed")]
        public static partial void NotRenewed(ILogger logger, string reason);
    }
}
