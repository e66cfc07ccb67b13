using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Export and import.</summary>
internal static class TransferOperations
{
    private const string Csv =
        "id,uid,title,description,completed,priority,tags,project,due_date,due_time,time_zone,duration_min,deadline,remind_at,recurrence,recurrence_from_completion,completions,created_at,updated_at,completed_at\r\n"
        + "7,7c9e6679-7425-40de-944b-e07fc1f90ae7,Call mom,,false,high,home,,2026-07-16,15:00,,,,,,false,0,2026-07-14T08:15:30Z,2026-07-14T08:15:30Z,\r\n";

    public static IEnumerable<Operation> All() =>
    [
        new("get", "/api/export", "exportData", Overview.Transfer, "Export everything", "All of a user's data as JSON, or the tasks as CSV for a spreadsheet: by `format`, else by `Accept`. No cell of it is run as a formula.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters = [Parameter.Query("format", "Goes before `Accept`.", Choice("A format", "json", "csv"), "json")],
            Answers =
            [
                new(
                    200,
                    "The data",
                    Content.Json("Export", ("export", "One task", Export())),
                    new Content("text/csv", Text("RFC 4180 in UTF-8 with a byte order mark; a row for each task that is not in the trash"), ("csv", "One task", Csv))) { Headers = ["Content-Disposition"] },
            ],
            Problems = [400],
        },
        new("post", "/api/import", "importTasks", Overview.Transfer, "Import tasks",
            "Takes an export, also another account's. Tasks are matched by `uid`, so that the same import again changes nothing. A wrong task is refused with its place and errors, and the others are taken.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Body = new("An export, up to 10 MB", Content.Json("Import", ("tasks", "One task, nothing else", new JsonObject { ["tasks"] = new JsonArray(Task()) }), ("export", "A whole export", Export()))),
            Answers =
            [
                new(200, "What was done", Content.Json("ImportResult", ("result", "One was refused", Examples.Json(
                    """{"imported":12,"unchanged":3,"refused":[{"index":3,"errors":{"title":["This takes 1 to 200 characters; it has 0."]}}]}""")))),
            ],
        },
    ];

    private static JsonObject Task()
    {
        var task = new JsonObject { ["uid"] = "7c9e6679-7425-40de-944b-e07fc1f90ae7" };
        foreach (var (name, value) in Examples.Groceries())
        {
            task[name] = value?.DeepClone();
        }

        task["deleted_at"] = null;
        return task;
    }

    private static JsonObject Export() => new()
    {
        ["version"] = 1,
        ["exported_at"] = "2026-07-16T09:00:00.1234567Z",
        ["user"] = Examples.Json(
            $$"""
            {"id":"{{Examples.UserId}}","email":"ada@example.com","name":"Ada","image":null,"time_zone":"Europe/Berlin","week_start":1,"approvals":"destructive","created_at":"2026-07-14T08:15:30.123456Z"}
            """),
        ["tasks"] = new JsonArray(Task()),
        ["conversations"] = new JsonArray(),
    };
}
