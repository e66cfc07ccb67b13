using System.Text.Json.Nodes;
using Todo.Backend.Tasks.Rules;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Tasks one by one and as a list.</summary>
internal static class TaskOperations
{
    private static readonly Parameter TaskId = Parameter.Ref("TaskId");
    private static readonly Parameter IfMatch = Parameter.Ref("IfMatch");

    public static IEnumerable<Operation> All() =>
    [
        new("get", "/api/tasks", "listTasks", Overview.Tasks, "List tasks", "Filters, searches and sorts. Filters are combined: a task must meet all of them.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters = [.. Filters(), Parameter.Ref("Limit"), Parameter.Ref("Cursor")],
            Answers = [new(200, "A page of tasks", Content.Json("TaskList", Page())) { Headers = ["Event-Id"] }],
            Problems = [400],
        },
        new("post", "/api/tasks", "addTask", Overview.Tasks, "Add a task", "Only the title is needed. With an `Idempotency-Key` it can be repeated without making a second task.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [Parameter.Ref("IdempotencyKey")],
            Body = new("The task", Content.Json("NewTask",
                ("title", "Only a title", Examples.Json("""{"title":"Call mom"}""")),
                ("full", "With a time and tags", Examples.Json(
                    """
                    {"title":"Buy groceries","description":"Milk, eggs, bread","priority":"high","tags":["home"],"due_date":"2026-07-16","due_time":"15:00",
                     "time_zone":"Europe/Berlin","duration_min":45,"remind_at":"2026-07-16T14:30:00+02:00"}
                    """)),
                ("recurring", "Every Monday", Examples.Json("""{"title":"Weekly meeting","due_date":"2026-07-20","due_time":"09:30","recurrence":"FREQ=WEEKLY;BYDAY=MO"}""")))),
            Answers = [new(201, "The task", Task()) { Headers = ["Location", "ETag"] }],
            Problems = [422],
        },
        new("get", "/api/tasks/trash", "listTrash", Overview.Tasks, "List deleted tasks", "Those of the last 30 days, the newest deletion first. `restore` takes them back.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters = [Parameter.Ref("Limit"), Parameter.Ref("Cursor")],
            Answers = [new(200, "A page of deleted tasks", Content.Json("TaskList", Page())) { Headers = ["Event-Id"] }],
            Problems = [400],
        },
        new("get", "/api/tasks/{id}", "getTask", Overview.Tasks, "Read a task", "With `If-None-Match`, 304 while it is unchanged.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Parameters = [TaskId, Parameter.Ref("IfNoneMatch")],
            Answers = [new(200, "The task", Task()) { Headers = ["ETag"] }, new(304, "It still has a version that `If-None-Match` names") { Headers = ["ETag"] }],
            Problems = [404],
        },
        new("put", "/api/tasks/{id}", "replaceTask", Overview.Tasks, "Replace a task", "What is left out gets its default. What was read can be sent back as it is.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [TaskId, IfMatch],
            Body = new("The whole task", Content.Json("TaskReplacement", ("replacement", "Another title, nothing else", Examples.Json("""{"title":"Buy groceries and fruits","tags":["home"]}""")))),
            Answers = [new(200, "The task as it is now", Task()) { Headers = ["ETag"] }],
            Problems = [404, 412],
        },
        new("patch", "/api/tasks/{id}", "changeTask", Overview.Tasks, "Change a task", "Changes the members that are given (JSON Merge Patch, RFC 7396); null takes a value away.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [TaskId, IfMatch],
            Body = new(
                "The members to change",
                new Content("application/merge-patch+json", Ref("TaskPatch"), ("move", "To another day, without a time", Examples.Json("""{"due_date":"2026-07-17","due_time":null}"""))),
                new Content("application/json", Ref("TaskPatch"), ("done", "Completed", Examples.Json("""{"completed":true}""")))),
            Answers = [new(200, "The task as it is now", Task()) { Headers = ["ETag"] }],
            Problems = [404, 412],
        },
        new("delete", "/api/tasks/{id}", "deleteTask", Overview.Tasks, "Delete a task", "Into the trash: for 30 days `restore` takes it back.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [TaskId, IfMatch],
            Answers = [new(204, "It is in the trash")],
            Problems = [404, 412],
        },
        new("patch", "/api/tasks/{id}/complete", "completeTask", Overview.Tasks, "Complete a task, or open it again",
            "Without a body it changes from one to the other. A recurring task moves on to its next date instead and stays open, until its rule ends; each completion is counted and kept.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [TaskId, IfMatch],
            Body = new(
                "The state to set",
                new Content("application/json", Ref("Completion"), ("completed", "Completed, also when it is already", Examples.Json("""{"completed":true}"""))),
                new Content("application/merge-patch+json", Ref("Completion"), ("open", "Open again", Examples.Json("""{"completed":false}""")))) { IsOptional = true },
            Answers = [new(200, "The task as it is now", Content.Json("Task", ("completed", "Completed", Examples.Completed()), ("moved", "A recurring one, moved on", Examples.Meeting()))) { Headers = ["ETag"] }],
            Problems = [404, 412],
        },
        new("post", "/api/tasks/{id}/restore", "restoreTask", Overview.Tasks, "Take a task back out of the trash", "One that is not deleted stays as it is.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Parameters = [TaskId, IfMatch],
            Answers = [new(200, "The task as it is now", Task()) { Headers = ["ETag"] }],
            Problems = [404, 412],
        },
        new("post", "/api/undo", "undo", Overview.Tasks, "Take back what a chat or a tool has changed",
            "All changes of one turn within 30 days: the one that is named, or the latest. What has been changed since stays and is told. An undo is a turn itself: without a number, a second one brings back what the first has taken; with the number nothing more happens.")
        {
            Access = Access.Write,
            HasUserForm = true,
            Body = new("The turn", Content.Json("UndoRequest", ("turn", "This turn", Examples.Json("""{"turn":12}""")), ("latest", "The latest", Examples.Json("{}")))) { IsOptional = true },
            Answers = [new(200, "What was taken back", Content.Json("UndoResult", ("undone", "A deleted task is back, another was changed since", Undone())))],
            Problems = [404, 409],
        },
    ];

    private static IEnumerable<Parameter> Filters() =>
    [
        Parameter.Query("status", "Which ones by state.", Choice("A state", "all", "pending", "completed").By("all"), "pending"),
        Parameter.Query("priority", "Those with this priority.", Choice("A priority", "high", "medium", "low"), "high"),
        Parameter.Query("tag", "Those with this tag, without regard to case. Given several times, those that have all of them.",
            List("Tags", Text("A tag").Length(1, TaskRules.MaxTitle)), new JsonArray("home")),
        Parameter.Query("project", "Those of this project, without regard to case.", Text("A project").Length(1, TaskRules.MaxTitle), "Office"),
        Parameter.Query("q", "Those whose title or description has every one of these words, or words that begin so; case and accents do not matter.", Text("Words").Length(1, TaskRules.MaxTitle), "gro"),
        Parameter.Query("due_from", "Those due on this day or later.", Date("A day"), "2026-07-01"),
        Parameter.Query("due_to", "Those due on this day or earlier.", Date("A day"), "2026-07-31"),
        Parameter.Query("overdue", "`true`: only open ones whose time has passed.", Flag("Only overdue ones").By(false), true),
        Parameter.Query("sort", "By what they are sorted; ties by creation. Those without a date come last. `due_date` is the same as `due`.",
            Choice("A key", "created", "due", "due_date", "priority", "title").By("created"), "due"),
        Parameter.Query("order", "`created` is descending by default, the others ascending. `priority` descending has high first and none last.", Choice("A direction", "asc", "desc"), "asc"),
    ];

    private static JsonObject Undone() => new()
    {
        ["turn"] = 12,
        ["undo_turn"] = 15,
        ["undone"] = new JsonArray(Examples.Groceries()),
        ["refused"] = new JsonArray(new JsonObject { ["task_id"] = 8, ["title"] = "Call mom", ["reason"] = "It has been changed since, in the app or by the API." }),
        ["message"] = "Undone: task 7 \"Buy groceries\" is restored. Not undone: task 8 \"Call mom\" stays: It has been changed since, in the app or by the API.",
    };

    private static Content Task() => Content.Json("Task", ("task", "A task", Examples.Groceries()));

    private static (string Name, string Summary, JsonNode Value)[] Page() =>
    [
        ("page", "A page with more to come", new JsonObject { ["tasks"] = new JsonArray(Examples.Groceries(), Examples.Meeting()), ["total"] = 12, ["next_cursor"] = Examples.Cursor }),
        ("nothing", "Nothing matches", new JsonObject { ["tasks"] = new JsonArray(), ["total"] = 0, ["next_cursor"] = null }),
    ];
}
