using System.Text.Json.Nodes;
using Todo.Backend.Tasks.Listing;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Parameters of more than one operation.</summary>
internal static class SharedParameters
{
    public static JsonObject All() => new((KeyValuePair<string, JsonNode?>[])
    [
        Of("UserId", new Parameter("path", "user_id", "The caller's own id; another one is 403.", Schema.Text("The token's `sub`"), Examples.UserId)),
        Of("TaskId", new Parameter("path", "id", "The task's id. What is no number is 404.", Schema.Integer("A task's id").From(1), 7)),
        Of("ConversationId", new Parameter("path", "id", "The conversation's id. What is no number is 404.", Schema.Integer("A conversation's id").From(1), 3)),
        Of("Limit", Parameter.Query("limit", "How many there are in a page.", Schema.Integer("Length of a page").From(1).To(ListQuery.MaxLimit).By(ListQuery.DefaultLimit), 20)),
        Of("Cursor", Parameter.Query("cursor", "The `next_cursor` of the page before. The other parameters must be the same as for that page.", Schema.Text("Opaque").Length(1, 600), Examples.Cursor)),
        Of("IfMatch", new Parameter("header", "If-Match", "An `ETag`, or several. The change is made only if the task still has one of them; otherwise 412.", Schema.Text("Entity tags, or `*`"), "\"71234\"")),
        Of("IfNoneMatch", new Parameter("header", "If-None-Match", "An `ETag`, or several. If it still has one of them, the answer is 304 without a body.", Schema.Text("Entity tags, or `*`"), "\"71234\"")),
        Of("IdempotencyKey", new Parameter(
            "header", "Idempotency-Key", "Makes a repetition harmless: the same key with the same body gives the same task, with another body 422. Kept for 24 hours.",
            Schema.Text("Visible ASCII, such as a UUID").Length(1, 255).Matching("^[!-~]{1,255}$"), "0b9f7c52-7d0c-4f0a-9a43-8a8b1a6e2f11")),
    ]);

    private static KeyValuePair<string, JsonNode?> Of(string name, Parameter parameter) => new(name, ApiDocument.ParameterObject(parameter));
}

/// <summary>Headers of answers.</summary>
internal static class SharedHeaders
{
    /// <summary>The header's name of an entry: one header has two meanings.</summary>
    public static string NameOf(string entry) => entry == "ScopeChallenge" ? "WWW-Authenticate" : entry;

    public static JsonObject All() => new((KeyValuePair<string, JsonNode?>[])
    [
        Of("ETag", "The version of what is answered, for `If-Match` and `If-None-Match`.", Schema.Text("A strong entity tag").Matching("^\"[^\"]+\"$").Like("\"71234\"")),
        Of("Location", "Where the new resource is, in the form of path that was asked.", Schema.Text("A path").Matching("^/api/").Like("/api/tasks/7")),
        Of("Event-Id", "The place in the event stream up to which this list knows: send it as `Last-Event-ID`, and the stream goes on without a gap.", Schema.Text("`epoch-number`").Like("3f9c2a71-1482")),
        Of("Retry-After", "Whole seconds to wait.", Schema.Integer("Seconds").From(1).Like(2)),
        Of("WWW-Authenticate", "The challenge of RFC 6750: with `error=\"invalid_token\"` where a token was sent.", Schema.Text("A challenge").Matching("^Bearer").Like("Bearer")),
        Of("ScopeChallenge", "`Bearer error=\"insufficient_scope\"` where the token's scopes do not reach; not where the path names another user.", Schema.Text("A challenge").Matching("^Bearer").Like("Bearer error=\"insufficient_scope\", scope=\"write\""), isRequired: false),
        Of("Content-Disposition", "A name for the file.", Schema.Text("`attachment` with a name").Matching("^attachment").Like("attachment; filename=\"todo-2026-07-16.json\"")),
        Of("set-auth-token", "The session token with its signature, as Better Auth's plugin `bearer` sends it.", Schema.Text("`SESSION.signature`").Like(Examples.Session + ".c2lnbmF0dXJl")),
        Of("set-auth-jwt", "An access token, as Better Auth's plugin `jwt` sends it; only with a session.", Schema.Text("A JWT").Like(Examples.Jwt), isRequired: false),
    ]);

    private static KeyValuePair<string, JsonNode?> Of(string name, string description, JsonObject schema, bool isRequired = true) =>
        new(name, new JsonObject { ["description"] = description, ["required"] = isRequired, ["schema"] = schema });
}
