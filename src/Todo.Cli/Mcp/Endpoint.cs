using System.Net.Http.Headers;
using System.Text;

namespace Todo.Cli.Mcp;

/// <summary>The streamable HTTP endpoint. It is sent the token and redirects nobody: the token goes nowhere else.</summary>
internal sealed class Endpoint(Uri url, TokenFile token) : IDisposable
{
    // What is bigger is announced first (RFC 9110, 10.1.1): a refusal then comes instead of a connection that breaks while it is sent.
    private const int BigBytes = 64 * 1024;

    // An answer may take as long as its tool does.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Uri Url => url;

    public string TokenFile => token.Path;

    /// <summary>Gives the answer with its headers read.</summary>
    public async Task<HttpResponseMessage> PostAsync(BridgeMessage message, RevisionHeaders headers, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Line)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.ExpectContinue = request.Content.Headers.ContentLength > BigBytes;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.ReadAsync(cancellation));
        foreach (var (name, value) in headers.Of(message))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose() => http.Dispose();
}
