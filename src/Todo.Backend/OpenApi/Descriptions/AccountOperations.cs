using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Settings and personal access tokens.</summary>
internal static class AccountOperations
{
    public static IEnumerable<Operation> All() =>
    [
        new("get", "/api/settings", "getSettings", Overview.Account, "Read the settings", "Time zone, first day of the week, and when an assistant asks before it acts.")
        {
            Access = Access.Read,
            Answers = [new(200, "The settings", Content.Json("Settings", ("settings", "In Berlin", Examples.Json("""{"time_zone":"Europe/Berlin","week_start":"monday","approvals":"destructive"}"""))))],
        },
        new("patch", "/api/settings", "changeSettings", Overview.Account, "Change settings", "Those that are given. `approvals` takes a session's token: a personal token can't loosen its own reins.")
        {
            Access = Access.Write,
            Body = new(
                "The settings to change",
                new Content("application/json", Ref("SettingsPatch"), ("zone", "Moved", Examples.Json("""{"time_zone":"Asia/Karachi"}"""))),
                new Content("application/merge-patch+json", Ref("SettingsPatch"), ("week", "Weeks begin on Sunday", Examples.Json("""{"week_start":"sunday"}""")))),
            Answers = [new(200, "The settings as they are now", Content.Json("Settings", ("settings", "In Karachi", Examples.Json("""{"time_zone":"Asia/Karachi","week_start":"monday","approvals":"destructive"}"""))))],
        },
        new("get", "/api/tokens", "listTokens", Overview.Account, "List the personal access tokens", "Those that still work, without their text.")
        {
            Access = Access.Account,
            Answers =
            [
                new(200, "The tokens", Content.Json("TokenList", ("tokens", "One token", Examples.Json(
                    """
                    {"tokens":[{"id":4,"name":"Backup script","scopes":["read"],"created_at":"2026-07-14T08:15:30.123456Z","expires_at":"2026-10-12T08:15:30.123456Z","last_used_at":null}]}
                    """)))),
            ],
        },
        new("post", "/api/tokens", "createToken", Overview.Account, "Make a personal access token", "For programs and MCP clients. Its text is in this answer and nowhere else. No personal access token may make another.")
        {
            Access = Access.Account,
            Body = new("What it is for and what it may do", Content.Json("NewToken", ("token", "To read, for 90 days", Examples.Json("""{"name":"Backup script","scopes":["read"],"expires_in_days":90}""")))),
            Answers =
            [
                new(201, "The token", Content.Json("CreatedToken", ("created", "A token", Examples.Json(
                    """
                    {"id":4,"name":"Backup script","scopes":["read"],"token":"todo_pat_9tXk2mQfB7sLhV4cPzR1yDw8GnE5uJa0ABCDEF","expires_at":"2026-10-12T08:15:30.123456Z"}
                    """)))) { Headers = ["Location"] },
            ],
            Problems = [409],
        },
        new("delete", "/api/tokens/{id}", "deleteToken", Overview.Account, "Revoke a personal access token", "It stops working everywhere within 5 seconds.")
        {
            Access = Access.Account,
            Parameters = [new("path", "id", "The token's id. What is no number is 404.", Integer("A token's id").From(1), 4)],
            Answers = [new(204, "It is revoked")],
            Problems = [404],
        },
    ];
}
