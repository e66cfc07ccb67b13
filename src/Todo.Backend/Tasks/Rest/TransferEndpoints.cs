using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;
using Todo.Backend.Tasks.Transfer;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Rest;

/// <summary>The REST door to export and import.</summary>
internal static class TransferEndpoints
{
    private const int MaxImport = 10 * 1024 * 1024;

    public static void MapTransfer(this RouteGroupBuilder api)
    {
        api.MapGet("/export", ExportAsync);
        api.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(MaxImport));
    }

    private static async Task ExportAsync(HttpContext context, Caller caller, ExportTasks export, TimeProvider time, CancellationToken cancellation)
    {
        var (asCsv, failure) = Format(context.Request);
        if (failure is not null)
        {
            await failure.ToProblem().ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = HeaderNames.Accept;
        response.Headers.ContentDisposition = $"attachment; filename=\"todo-export.{(asCsv ? "csv" : "json")}\"";
        response.ContentType = asCsv ? CsvExport.ContentType : JsonAnswer.ContentType;
        await (asCsv
            ? CsvExport.WriteAsync(response.Body, export, caller, cancellation)
            : JsonExport.WriteAsync(response.BodyWriter, export, caller, time.GetUtcNow(), cancellation));
    }

    private static async Task ImportAsync(HttpContext context, Caller caller, ImportTasks import, CancellationToken cancellation)
    {
        var problem = JsonBody.CheckType(context, JsonBody.Json);
        List<ImportedTask>? tasks = null;
        if (problem is null)
        {
            (tasks, problem) = await JsonBody.ReadAsync(context, ImportReader.Read);
        }

        await (problem is not null
            ? problem.ExecuteAsync(context)
            : JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, await import.RunAsync(caller, tasks!, cancellation), TodoJson.Default.ImportResult));
    }

    // ?format wins over Accept: it is what a link can say.
    private static (bool AsCsv, Failure? Failure) Format(HttpRequest request)
    {
        var errors = new FieldErrors();
        foreach (var name in request.Query.Keys.Where(name => name != "format"))
        {
            errors.Add(name, "There is no such parameter: use format.");
        }

        var format = request.Query["format"];
        if (format.Count > 0 && format is not (["json"] or ["csv"]))
        {
            errors.Add("format", "This takes json or csv.");
        }

        return errors.Any ? (false, errors.ToFailure()) : (format.Count > 0 ? format == "csv" : PrefersCsv(request), null);
    }

    private static bool PrefersCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(type => type.Quality ?? 1)
            .FirstOrDefault(type => type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase) || type.MatchesMediaType(JsonBody.Json))
            is { } first
        && !first.MatchesMediaType(JsonBody.Json);
}
