using System.Text.Json.Nodes;
using Todo.Backend.Accounts.Sessions;
using Todo.Hosting.Problems;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>The problems that many operations have; examples are made of the problems that the code sends.</summary>
internal static class SharedProblems
{
    private static readonly (int Status, string Name, string Description, string[] Headers, Problem[] Examples)[] Known =
    [
        (400, "Invalid", "The input is not valid: `errors` names every wrong field, parameter or header. Or it cannot be understood at all (`malformed`).", [],
            [Problem.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["title"] = ["This takes 1 to 200 characters; it has 0."],
                ["due_date"] = ["Write a date as 2026-07-16, or null."],
            }), Problem.Malformed("The body is not valid JSON.")]),
        (401, "Unauthorized", "No token, or none that is good (any more).", ["WWW-Authenticate"], [Problem.Unauthorized("The token is not valid, or not any more: sign in again.")]),
        (403, "Forbidden", "The user in the path is not the caller, or the token's scopes do not reach this far.", ["ScopeChallenge"],
            [Problem.Forbidden("The user in the path is not the one that the token belongs to.")]),
        (404, "NotFound", "It does not exist, or it is somebody else's.", [], [Problem.NotFound()]),
        (409, "Conflict", "The state that it is in does not allow this.", [], [Problem.Conflict("The answer to this message is still being made: send it again in a moment.")]),
        (412, "PreconditionFailed", "It has another version than `If-Match` names.", [], [Problem.PreconditionFailed()]),
        (413, "TooLarge", "The body is larger than 64 kB; of an import, 10 MB.", [], [Problem.TooLarge()]),
        (415, "UnsupportedMediaType", "The body is not of a type that is taken here.", [], [Problem.UnsupportedMediaType()]),
        (422, "IdempotencyMismatch", "The `Idempotency-Key` was used with another body, or the `message_id` with another text.", [], [Problem.IdempotencyMismatch()]),
        (429, "TooManyRequests", "A limit is reached.", ["Retry-After"], [Problem.TooManyRequests(TimeSpan.FromSeconds(1))]),
        (500, "Internal", "Something went wrong here; the log has it under `trace_id`.", [], [Problem.Internal()]),
        (503, "Unavailable", "The database is away for now, or too busy.", ["Retry-After"], [Problem.Unavailable()]),
    ];

    /// <summary>Under components.</summary>
    public static JsonObject All() => new(Known.Select(known => new KeyValuePair<string, JsonNode?>(known.Name, ApiDocument.AnswerObject(
        new Answer(known.Status, known.Description, new Content(Problem.ContentType, WithCodes("Problem", known.Examples.Select(example => example.Code)), [.. known.Examples.Select(Named)])) { Headers = known.Headers }))));

    /// <summary>Those of an operation: the ones it names, and those that follow from what it is.</summary>
    public static IEnumerable<Answer> Of(Operation operation, bool isUserForm)
    {
        var statuses = operation.IsProbe ? [] : new SortedSet<int>(operation.Problems) { 429, 500 };
        if (operation.Access is Access.Read or Access.Write or Access.Account)
        {
            statuses.Add(401);
        }

        if (isUserForm || operation.Access is Access.Write or Access.Account)
        {
            statuses.Add(403);
        }

        if (operation.Body is not null)
        {
            statuses.UnionWith([400, 413, 415]);
        }

        if (operation.NeedsDatabase)
        {
            statuses.Add(503);
        }

        return from known in Known
               where statuses.Contains(known.Status) && operation.Answers.All(answer => answer.Status != known.Status)
               select Answer.Ref(known.Status, known.Name);
    }

    /// <summary>Failures on Better Auth's wire, one answer for each status.</summary>
    public static IEnumerable<Answer> Auth(params IEnumerable<AuthFailure> failures) =>
        from failure in failures
        group failure by failure.Status into status
        select new Answer(
            status.Key,
            string.Join(' ', status.Select(failure => failure.Message.TrimEnd('.') + '.')),
            new Content(Problem.ContentType, WithCodes("AuthProblem", status.Select(failure => failure.Code)), [.. status.Select(failure => Named(failure.ToProblem()))]))
        {
            Headers = status.Key switch { 401 => ["WWW-Authenticate"], 429 => ["Retry-After"], _ => [] },
        };

    private static JsonObject WithCodes(string schema, IEnumerable<string> codes) => new()
    {
        ["allOf"] = new JsonArray(
            Schema.Ref(schema),
            new JsonObject { ["properties"] = new JsonObject { ["code"] = new JsonObject { ["enum"] = new JsonArray([.. codes.Select(code => (JsonNode)code)]) } } }),
    };

    private static (string Name, string Summary, JsonNode Value) Named(Problem problem) => (problem.Code, problem.Title, Example(problem));

    // As Problem writes it.
    private static JsonObject Example(Problem problem)
    {
        var value = new JsonObject { ["type"] = Problem.TypePrefix + (problem.TypeCode ?? problem.Code), ["title"] = problem.Title, ["status"] = problem.Status };
        if (problem.Detail is { } detail)
        {
            value["detail"] = detail;
        }

        value["code"] = problem.Code;
        value["trace_id"] = Examples.TraceId;
        if (problem.Errors is { } errors)
        {
            value["errors"] = new JsonObject(errors.Select(field => new KeyValuePair<string, JsonNode?>(field.Key, new JsonArray([.. field.Value.Select(text => (JsonNode)text)]))));
        }

        foreach (var (name, text) in problem.Extensions ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            value[name] = text;
        }

        return value;
    }
}
