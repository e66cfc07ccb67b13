using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;

namespace Todo.Backend.Database.Backup.S3;

/// <summary>Signed requests to one bucket. What may pass by itself is tried again a few times; what is refused is told as the server tells it.</summary>
internal sealed class S3Client : IDisposable
{
    private const int Tries = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly BackupSettings settings;
    private readonly TimeProvider time;
    private readonly Uri endpoint;
    private readonly string root;

    public S3Client(BackupSettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        endpoint = settings.S3Endpoint ?? new Uri($"https://s3.{settings.S3Region}.amazonaws.com");
        root = S3Signature.Path($"{endpoint.AbsolutePath.TrimEnd('/')}/{settings.S3Place.Bucket}");
    }

    /// <summary>Sends a request and reads its answer, as XML where it is.</summary>
    /// <exception cref="S3Exception">The server refuses it, or can't be reached.</exception>
    public async Task<(HttpResponseMessage Response, XElement? Body)> SendAsync(
        HttpMethod method, string key, IEnumerable<KeyValuePair<string, string>> query, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var parameters = S3Signature.Query(query);
        return await RetryAsync(
            async patience =>
            {
                using var request = Request(method, key, parameters, content);
                var response = await http.SendAsync(request, patience);
                var body = Parse(await response.Content.ReadAsByteArrayAsync(patience));
                // To complete an upload takes long enough that the status is sent first: an error then comes as 200.
                return response.IsSuccessStatusCode && body?.Name.LocalName != "Error" ? (response, body) : throw Refused(response, body);
            },
            cancellation);
    }

    /// <summary>The content of an object from an offset on, while it comes; the caller disposes of the response.</summary>
    public Task<HttpResponseMessage> OpenAsync(string key, long offset, CancellationToken cancellation) => RetryAsync(
        async patience =>
        {
            using var request = Request(HttpMethod.Get, key, "", default);
            if (offset > 0)
            {
                request.Headers.Range = new(offset, null);
            }

            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
            var expected = offset > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK;
            return response.StatusCode == expected ? response : throw Refused(response, Parse(await response.Content.ReadAsByteArrayAsync(patience)));
        },
        cancellation);

    public void Dispose() => http.Dispose();

    private async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            try
            {
                return await send(patience.Token);
            }
            catch (S3Exception e) when (e.MayPass && attempt < Tries)
            {
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
            {
                if (attempt == Tries)
                {
                    throw new S3Exception($"The S3 server at {endpoint} can't be reached: {e.Message} Check BACKEND_BACKUP_S3_ENDPOINT.", null, null, e);
                }
            }

            await Task.Delay(Pause * (1 << attempt), time, cancellation);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string key, string query, ReadOnlyMemory<byte> content)
    {
        var path = key.Length == 0 ? root : $"{root}/{S3Signature.Path(key)}";
        var uri = new UriBuilder(endpoint) { Path = path, Query = query }.Uri;
        var now = time.GetUtcNow();
        Dictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["host"] = uri.Authority,
            ["x-amz-content-sha256"] = S3Signature.Hash(content.Span),
            ["x-amz-date"] = now.UtcDateTime.ToString(S3Signature.TimeFormat, CultureInfo.InvariantCulture),
        };
        var credentials = (settings.S3AccessKey!.Current, settings.S3SecretKey!.Current);
        var request = new HttpRequestMessage(method, uri) { Content = method == HttpMethod.Put || method == HttpMethod.Post ? new ReadOnlyMemoryContent(content) : null };
        request.Headers.TryAddWithoutValidation("Authorization", S3Signature.Authorization(credentials, settings.S3Region, now, method.Method, path, query, headers));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private S3Exception Refused(HttpResponseMessage response, XElement? body)
    {
        using (response)
        {
            var (code, message) = (Text("Code"), Text("Message"));
            var hint = response.StatusCode switch
            {
                HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => " Check BACKEND_BACKUP_S3_ACCESS_KEY, BACKEND_BACKUP_S3_SECRET_KEY and what they may do.",
                HttpStatusCode.NotFound when code != "NoSuchKey" => " Check the bucket of BACKEND_BACKUP_STORE.",
                HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest => " Check BACKEND_BACKUP_S3_REGION and BACKEND_BACKUP_S3_ENDPOINT.",
                _ => "",
            };
            return new S3Exception($"The S3 server at {endpoint} refused a request: {(int)response.StatusCode} {code} {message}{hint}", response.StatusCode, code);
        }

        string? Text(string name) => body?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    }

    // Objects and empty answers are no XML. A DTD is refused: it could name files.
    private static XElement? Parse(byte[] content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

/// <summary>What an S3 server answered, or that it did not.</summary>
internal sealed class S3Exception(string message, HttpStatusCode? status, string? code, Exception? inner = null) : Exception(message, inner)
{
    public HttpStatusCode? Status { get; } = status;

    public string? Code { get; } = code;

    /// <summary>The server is busy or has failed: the same may work a moment later.</summary>
    public bool MayPass => Status is >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        // An error that came as 200.
        or HttpStatusCode.OK;
}
