using System.Text.Json.Nodes;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>What holds for the whole API.</summary>
internal static class Overview
{
    public const string Tasks = "Tasks";
    public const string Lists = "Tags and statistics";
    public const string Transfer = "Export and import";
    public const string Events = "Events";
    public const string Chat = "Chat";
    public const string Authentication = "Authentication";
    public const string Account = "Settings and tokens";
    public const string Service = "Service";

    private const string Text =
        """
        Tasks, an assistant that understands plain sentences, and a stream of changes, for people and programs alike.

        ## First steps

        1. Make an account with `POST /api/auth/sign-up/email`, or sign in with `POST /api/auth/sign-in/email`: the answer has a **session token**.
        2. Exchange it for an **access token** (a JWT, valid for up to 7 days) with `GET /api/auth/token`.
        3. Send that with every other request: `Authorization: Bearer …`.

        Programs take a **personal access token** instead (`POST /api/tokens`): it has the scope `read` or `write`, lives as long as you say, and
        can be revoked on its own.

        ## Paths

        Everything that belongs to a user is found twice: under `/api`, for the caller, and under `/api/{user_id}`, where `user_id` must be the
        caller's own id; any other is 403. What belongs to somebody else is 404, as if it did not exist.

        ## JSON

        Members are snake_case (under `/api/auth` camelCase, as Better Auth has them). In answers every member is always there, with `null` where
        there is no value. Times are RFC 3339 in UTC, dates `2026-07-16`, times of day `15:00`. Text is UTF-8; lengths count Unicode code points;
        control characters are refused. Bodies are limited to 64 kB, imports to 10 MB. What is not described here is refused and never ignored:
        an unknown member or parameter is 400 with its name.

        ## Errors

        Every error is `application/problem+json` (RFC 9457). Decide by `code`, which is stable; show `title` and `detail`; name `trace_id` when you
        report a fault. For invalid input `errors` has every wrong field at once. A method that a path does not have is 405 with `Allow`.

        ## Changing what somebody else may change too

        Every task has an `ETag`. Send it back as `If-Match`, and a change is made only if nobody was faster: otherwise 412. Send it as
        `If-None-Match` when reading, and an unchanged task is 304 without a body. A creation can be repeated safely with an `Idempotency-Key`.

        ## Pages

        Lists are answered in pages with `next_cursor`: pass it on as `cursor`, with the same other parameters, until it is `null`. Pages are stable:
        what is added meanwhile neither repeats nor hides anything.

        ## Limits

        By default 120 requests a minute and address on `/api/auth`, elsewhere 200 a second for each user and each address, 60 chat messages a minute.
        Beyond them the answer is 429 with `Retry-After` in seconds; while the database is away it is 503, likewise.
        """;

    public static JsonObject Info() => new()
    {
        ["title"] = "Todo",
        ["version"] = typeof(Overview).Assembly.GetName().Version!.ToString(3),
        ["summary"] = "Tasks over REST, with an assistant and a stream of changes",
        ["description"] = Text,
        ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
    };

    public static JsonArray Tags() =>
    [
        Tag(Tasks, "Create, read, change, complete, delete and restore tasks."),
        Tag(Lists, "What there is of tasks, in figures."),
        Tag(Transfer, "All of a user's data out and in again, into another account too."),
        Tag(Events, "Changes as they happen."),
        Tag(Chat, "Talk to the assistant; conversations are kept."),
        Tag(Authentication, "Accounts and sessions on Better Auth's wire: its client works here unchanged. No cookie is set."),
        Tag(Account, "Settings of a user, and personal access tokens for programs."),
        Tag(Service, "The service itself."),
    ];

    public static JsonObject SecuritySchemes() => new()
    {
        ["accessToken"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["bearerFormat"] = "JWT",
            ["description"] = "An access token of `GET /api/auth/token`, or of the external Better Auth that this server is set to. It may do everything.",
        },
        ["personalToken"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["bearerFormat"] = "todo_pat_[0-9A-Za-z]{38}",
            ["description"] = "A personal access token of `POST /api/tokens`. The scope `read` reads, `write` reads and writes; neither makes tokens or changes the account.",
        },
        ["session"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["description"] = "The session token of signing up or in, with or without its signature. It opens `/api/auth` and nothing else.",
        },
    };

    public static JsonArray Security(Access access) => access switch
    {
        Access.Anonymous => [],
        Access.Session => [Requirement("session")],
        Access.OptionalSession => [Requirement("session"), new JsonObject()],
        Access.Read => [Requirement("accessToken"), Requirement("personalToken", "read")],
        Access.Write => [Requirement("accessToken"), Requirement("personalToken", "write")],
        Access.Account => [Requirement("accessToken")],
        _ => throw new ArgumentOutOfRangeException(nameof(access)),
    };

    // OpenAPI 3.1 lets a scheme that is not OAuth name the roles it needs here.
    private static JsonObject Requirement(string scheme, params string[] scopes) =>
        new() { [scheme] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) };

    private static JsonObject Tag(string name, string description) => new() { ["name"] = name, ["description"] = description };
}
