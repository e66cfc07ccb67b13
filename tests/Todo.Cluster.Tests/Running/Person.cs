using System.Net.Http.Headers;
using Todo.Contracts;

namespace Todo.Cluster.Tests.Running;

/// <summary>Somebody signed up, by HTTP through the ingress.</summary>
public sealed class Person(HttpClient http, string email, string token) : IDisposable
{
    public const string Password = "a quiet morning in autumn";

    public string Email { get; } = email;

    public string Token { get; } = token;

    /// <summary>The API with this person's access token.</summary>
    public TodoClient Api { get; } = new(http, http.BaseAddress!, token);

    public HttpClient Http { get; } = http;

    public static async Task<Person> SignUpAsync(Site site, CancellationToken cancellation)
    {
        var http = site.Client();
        var email = $"{Guid.NewGuid():N}@example.com";
        var signedIn = await new TodoClient(http, site.Address).SignUpAsync(new NewAccount("Ada", email, Password), cancellation);
        var token = await new TodoClient(http, site.Address, signedIn.Token!).GetJwtAsync(cancellation);
        return new Person(http, email, token);
    }

    /// <summary>A request with the access token.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return request;
    }

    public void Dispose() => Http.Dispose();
}
