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
        return new TodoClient(backend.Pages, new Uri(backend.Address), request =>
        {
            backend.Identify(context, request);
            request.Headers.TryAddWithoutValidation("User-Agent", context.Request.Headers.UserAgent.ToString());
            if (token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        });
    }
}
