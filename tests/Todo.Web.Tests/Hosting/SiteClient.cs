using System.Net;
using System.Text.RegularExpressions;

namespace Todo.Web.Tests.Hosting;

/// <summary>A plain HTTP client that keeps cookies by hand, the secure ones on localhost too, as browsers do, and follows no redirect.</summary>
public sealed partial class SiteClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>All Set-Cookie lines seen so far.</summary>
    public List<string> SetCookies { get; } = [];

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        foreach (var line in response.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            SetCookies.Add(line);
            var (name, value) = line.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (line, "");
            if (value.Length == 0 || line.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
            {
                Cookies.Remove(name);
            }
            else
            {
                Cookies[name] = value;
            }
        }

        return response;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<string> GetTextAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Opens the page and sends a form of it with the page's own hidden fields, as a browser would.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await GetTextAsync(page);
        return await PostAsync(action, [("csrf", Csrf(html)), .. fields]);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        });

    public static string Csrf(string html) => CsrfField().Match(html).Groups["token"].Value is { Length: > 0 } token
        ? token
        : throw new InvalidOperationException("The page has no form with a token:\n" + html);

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"csrf\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsrfField();
}
