using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Settings and personal access tokens.</summary>
internal static class AccountSchemas
{
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("Settings", Schema.Object("What a user has set", ("time_zone", Zone()), ("week_start", Choice("The first day of the week", Days)), ("approvals", Choice("When an assistant asks before it acts: at each change, at deletions and changes of more than five tasks, or never", "always", "destructive", "never")))),
        ("SettingsPatch", Input("The settings to change", [], ("time_zone", Zone()), ("week_start", Choice("The first day of the week", Days)), ("approvals", Choice("When an assistant asks before it acts: at each change, at deletions and changes of more than five tasks, or never", "always", "destructive", "never")))),
        ("NewToken", Input(
            "A personal access token to make",
            ["name", "scopes", "expires_in_days"],
            ("name", Text("What it is for").Length(1, 100).Matching(@"^\P{Cc}*$")),
            ("scopes", List("What it may do; `write` includes `read`", Choice("A scope", "read", "write")).With("minItems", 1)),
            ("expires_in_days", Integer("When it ends").From(1).To(365)))),
        ("CreatedToken", Schema.Object(
            "A personal access token, shown this once",
            [.. Named(), ("token", Text("Keep it: it is not shown again").Matching("^todo_pat_[0-9A-Za-z]{38}$")), ("expires_at", Instant("When it ends"))])),
        ("TokenList", Schema.Object("The personal access tokens that still work", ("tokens", List("The newest first", Ref("PersonalToken"))))),
        ("PersonalToken", Schema.Object(
            "A personal access token without its text",
            [
                .. Named(),
                ("created_at", Instant("When it was made")),
                ("expires_at", Instant("When it ends")),
                ("last_used_at", Instant("About when it was last used; null if never").OrNull()),
            ])),
    ];

    private static JsonObject Zone() => Text("An IANA name: what “today” is").Like("Europe/Berlin");

    private static IEnumerable<(string Name, JsonObject Schema)> Named() =>
    [
        ("id", Integer("Its number").From(1)),
        ("name", Text("What it is for")),
        ("scopes", List("What it may do", Choice("A scope", "read", "write"))),
    ];
}
