using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Todo.Backend.Operations;
using Todo.Hosting.Problems;

namespace Todo.Backend.Tasks.Rest;

/// <summary>The REST door to the operations that change tasks.</summary>
internal static class ChangeEndpoints
{
    private const int MaxKey = 255;

    public static void MapTaskChanges(this RouteGroupBuilder api)
    {
        api.MapPost("/tasks", AddAsync);
        api.MapPut("/tasks/{id}", ReplaceAsync);
        api.MapPatch("/tasks/{id}", PatchAsync);
        api.MapDelete("/tasks/{id}", DeleteAsync);
        api.MapPatch("/tasks/{id}/complete", CompleteAsync);
        api.MapPost("/tasks/{id}/restore", RestoreAsync);
    }

    private static async Task AddAsync(HttpContext context, Caller caller, AddTask add, CancellationToken cancellation)
    {
        var problem = JsonBody.CheckType(context, JsonBody.Json) ?? CheckKey(context.Request.Headers["Idempotency-Key"]);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var key = (string?)context.Request.Headers["Idempotency-Key"];
        var (changes, once, malformed) = await JsonBody.ReadAsync(context, body =>
        {
            var (read, wrong) = TaskReader.Body(body);
            return (read, key is null ? null : new OnceKey(key, Hash(body)), wrong);
        });
        if (malformed is not null)
        {
            await malformed.ExecuteAsync(context);
            return;
        }

        var result = await add.RunAsync(caller, changes!, once, cancellation);
        if (result.TryGet(out var saved, out _))
        {
            context.Response.Headers.Location = $"{context.Request.PathBase.Add(context.Request.Path).ToUriComponent().TrimEnd('/')}/{saved.Task.Id}";
        }

        await TaskAnswer.WriteAsync(context, result, StatusCodes.Status201Created);
    }

    private static Task ReplaceAsync(HttpContext context, Caller caller, string id, ReplaceTask replace, CancellationToken cancellation) =>
        ChangeAsync(context, id, [JsonBody.Json], (number, changes, match) => replace.RunAsync(caller, number, changes, match, cancellation));

    private static Task PatchAsync(HttpContext context, Caller caller, string id, PatchTask patch, CancellationToken cancellation) =>
        ChangeAsync(context, id, [JsonBody.MergePatch, JsonBody.Json], (number, changes, match) => patch.RunAsync(caller, number, changes, match, cancellation));

    private static async Task ChangeAsync(
        HttpContext context, string id, string[] types, Func<long, TaskChanges, VersionMatch, Task<Result<SavedTask>>> change)
    {
        var problem = !TaskAnswer.TryReadId(id, out var number) ? Problem.NotFound() : JsonBody.CheckType(context, types);
        TaskChanges? changes = null;
        if (problem is null)
        {
            (changes, problem) = await JsonBody.ReadAsync(context, TaskReader.Body);
        }

        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await TaskAnswer.WriteAsync(context, await change(number, changes!, ETags.IfMatch(context.Request.Headers.IfMatch)));
    }

    private static async Task DeleteAsync(HttpContext context, Caller caller, string id, DeleteTask delete, CancellationToken cancellation)
    {
        var result = TaskAnswer.TryReadId(id, out var number)
            ? await delete.RunAsync(caller, number, ETags.IfMatch(context.Request.Headers.IfMatch), cancellation)
            : Failure.NotFound;
        if (result.Failure is { } failure)
        {
            await failure.ToProblem().ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // Without a body it toggles.
    private static async Task CompleteAsync(HttpContext context, Caller caller, string id, CompleteTask complete, CancellationToken cancellation)
    {
        bool? completed = null;
        var problem = TaskAnswer.TryReadId(id, out var number) ? null : Problem.NotFound();
        if (problem is null && JsonBody.IsSent(context))
        {
            problem = JsonBody.CheckType(context, JsonBody.MergePatch, JsonBody.Json);
            if (problem is null)
            {
                (completed, problem) = await JsonBody.ReadAsync(context, CompleteBody.Read);
            }
        }

        await (problem is not null
            ? problem.ExecuteAsync(context)
            : TaskAnswer.WriteAsync(context, await complete.RunAsync(caller, number, completed, ETags.IfMatch(context.Request.Headers.IfMatch), cancellation)));
    }

    private static async Task RestoreAsync(HttpContext context, Caller caller, string id, RestoreTask restore, CancellationToken cancellation)
    {
        var result = TaskAnswer.TryReadId(id, out var number)
            ? await restore.RunAsync(caller, number, ETags.IfMatch(context.Request.Headers.IfMatch), cancellation)
            : Failure.NotFound;
        await TaskAnswer.WriteAsync(context, result);
    }

    private static Problem? CheckKey(StringValues header) =>
        header.Count == 0 || (header is [{ Length: > 0 and <= MaxKey } key] && key.All(letter => letter is > ' ' and < '\x7f'))
            ? null
            : Problem.Invalid("Idempotency-Key", $"Send it once, with 1 to {MaxKey} visible ASCII characters, such as a UUID.");

    private static byte[] Hash(ReadOnlySequence<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in body)
        {
            hash.AppendData(part.Span);
        }

        return hash.GetHashAndReset();
    }
}
