using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Todo.Frontend.Pages;

/// <summary>Pages as results of endpoints.</summary>
public static class PageResults
{
    // As antiforgery writes it on pages with a form: another spelling would be overwritten with a warning each time.
    private const string NoStore = "no-cache, no-store";

    /// <summary>The page, whole, and kept by no cache: it is somebody's.</summary>
    public static IResult Page<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        HttpContext context, object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        context.Response.Headers.CacheControl = NoStore;
        return new RazorComponentResult<TPage>(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Model"] = model })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
    }

    /// <summary>After a form has been handled: GET there (RFC 9110 15.4.4), so that a reload repeats nothing.</summary>
    public static IResult SeeOther(string path) => new SeeOtherResult(path);

    private sealed class SeeOtherResult(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            httpContext.Response.Headers.CacheControl = NoStore;
            return Task.CompletedTask;
        }
    }
}
