using System.Net.Http.Headers;
using Todo.Contracts;
using Todo.Frontend.Gateway;

namespace Todo.Frontend.Sessions;

/// <summary>Typed clients for one request of a browser: on its behalf, with its address.</summary>
public static class BackendClients
{
    /// <summary>With the signed-in user's access token. The caller has passed the check against forged requests.</summary>
    public static TodoClient Api(this HttpContext context) => context.ApiWith(context.GetSession().Jwt);

    /// <summary>With the session's token, which only /api/auth takes.</summary>
    public static TodoClient AuthApi(this HttpContext context) => context.ApiWith(context.GetSession().Token);

    /// <summary>With a given token, or none.</summary>
    public static TodoClient ApiWith(this HttpContext context, string? token)
    {
        var backend = context.RequestServices.GetRequiredService<Backend>();
        return new TodoClient(backend.Pages, new Uri(backend.Address), request => Identify(context, backend, request, token));
    }

    /// <summary>An event stream of the backend for the signed-in user, given on as it comes.</summary>
    /// <param name="path">With its query.</param>
    public static async Task PassStreamAsync(this HttpContext context, HttpMethod method, string path, HttpContent? content)
    {
        var backend = context.RequestServices.GetRequiredService<Backend>();
        using var request = new HttpRequestMessage(method, new Uri(backend.Address + path)) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        Identify(context, backend, request, context.GetSession().Jwt);
        await context.RequestServices.GetRequiredService<Relay>().PassAsync(backend.Streams, request, context);
    }

    private static void Identify(HttpContext context, Backend backend, HttpRequestMessage request, string? token)
    {
        backend.Identify(context, request);
        request.Headers.TryAddWithoutValidation("User-Agent", context.Request.Headers.UserAgent.ToString());
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }
}
