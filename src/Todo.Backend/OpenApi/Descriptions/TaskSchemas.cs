using System.Text.Json.Nodes;
using Todo.Backend.Tasks.Rules;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Tasks as they are sent and taken.</summary>
internal static class TaskSchemas
{
    // What a text on one line may hold: no control character.
    private const string OneLine = @"^\P{Cc}*$";
    private const string Lines = @"^[\P{Cc}\r\n]*$";

    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("Task", Schema.Object("A task", [Id(), UserId(), .. Writable(isInput: false), .. Counted()])),
        ("NewTask", Input("A task to make; what is left out has its default", ["title"], [.. Writable(isInput: true)])),
        ("TaskReplacement", Input(
            "A whole task: what is left out gets its default. The members that only the server sets are taken with their present value.",
            ["title"], [.. Writable(isInput: true), Id(), UserId(), .. Counted()])),
        ("TaskPatch", Input(
            "The members to change (RFC 7396): null takes a value away. The members that only the server sets are taken with their present value.",
            [], [.. Writable(isInput: true), Id(), UserId(), .. Counted()])),
        ("Completion", Input("The state to set", [], ("completed", Flag("true completes, false opens again; without it the task changes from one to the other")))),
        ("TaskList", Schema.Object(
            "A page of tasks",
            ("tasks", List("In the order that was asked for", Ref("Task")).AtMost(100)),
            ("total", Integer("How many there are on all pages").From(0)),
            ("next_cursor", Text("Gives the next page; null on the last").OrNull()))),
        ("UndoRequest", Input("What to take back", [], ("turn", Integer("The turn to take back; without it the latest").From(1).OrNull()))),
        ("UndoResult", Schema.Object(
            "What was taken back",
            ("turn", Integer("The turn that was taken back").From(1)),
            ("undo_turn", Integer("The undo's own turn, by which it is taken back in its turn; null when nothing was changed").From(1).OrNull()),
            ("undone", List("The tasks as they are now, those that are in the trash by it too", Ref("Task"))),
            ("refused", List("The tasks that stay as they are", Schema.Object(
                "A task that was changed since",
                ("task_id", Integer("Its number").From(1)),
                ("title", Text("Its title after the turn")),
                ("reason", Text("Why it stays, in a sentence"))))),
            ("message", Text("All of it in words")))),
        ("TagList", Schema.Object(
            "The tags in use",
            ("tags", List("The most used first", Schema.Object(
                "A tag",
                ("name", Text("In the spelling of the oldest task that has it").Length(1, TaskRules.MaxTag)),
                ("count", Integer("How many tasks have it").From(1))))))),
        ("TaskStats", Schema.Object(
            "Tasks in figures",
            ("total", Integer("Not in the trash").From(0)),
            ("pending", Integer("Open").From(0)),
            ("completed", Integer("Done").From(0)),
            ("overdue", Integer("Open, and their time has passed").From(0)),
            ("due_today", Integer("Open and due today, in each task's time zone").From(0)),
            ("completed_per_day", List("The last 30 days in the user's time zone, the oldest first", Schema.Object(
                "A day",
                ("date", Date("The day")),
                ("count", Integer("How many were completed on it").From(0)))).AtMost(30)))),
        ("ExportedTask", Schema.Object("A task with what only an export has", [Uid(), Id(), UserId(), .. Writable(isInput: false), .. Counted(), DeletedAt()])),
        ("ImportedTask", Input(
            "A task as it was exported. `id` and `user_id` are those of where it came from and mean nothing here.",
            ["uid", "title", "created_at", "updated_at"],
            [Uid(), Id(), UserId(), .. Writable(isInput: true), .. Counted(), DeletedAt()])),
        ("Export", Schema.Object(
            "All of a user's data",
            ("version", Version()),
            ("exported_at", Instant("When it was made")),
            ("user", Schema.Object(
                "The account",
                ("id", Text("The `user_id`")),
                ("email", Text("Its address").OrNull()),
                ("name", Text("What others see")),
                ("image", Text("A URL").OrNull()),
                ("time_zone", Text("An IANA name")),
                ("week_start", Integer("0 is Sunday").From(0).To(6)),
                ("approvals", Choice("When an assistant asks before it acts", "always", "destructive", "never")),
                ("created_at", Instant("When it was made")))),
            ("tasks", List("Those in the trash too", Ref("ExportedTask"))),
            ("conversations", List("With all of their messages", Ref("ConversationExport"))))),
        ("Import", Input(
            "An export. Only its tasks are taken in.",
            ["tasks"],
            ("version", Version()),
            ("exported_at", Text("Not looked at")),
            ("user", new JsonObject { ["description"] = "Not looked at" }),
            ("tasks", List("The tasks", Ref("ImportedTask"))),
            ("conversations", new JsonObject { ["description"] = "Not looked at" }))),
        ("ImportResult", Schema.Object(
            "What an import did",
            ("imported", Integer("Added, or changed to what the import says").From(0)),
            ("unchanged", Integer("Were there already, the same").From(0)),
            ("refused", List("Those that break a rule", Schema.Object(
                "A task that was not taken",
                ("index", Integer("Its place in the import's list, from 0").From(0)),
                ("errors", Map("What is wrong, by member", List("Sentences", Text("A sentence"))))))))),
    ];

    private static JsonObject Version()
    {
        var version = Integer("The format's version");
        version["enum"] = new JsonArray(1);
        return version;
    }

    private static (string Name, JsonObject Schema) Uid() => ("uid", Text("What it is matched by").With("format", "uuid"));

    private static (string Name, JsonObject Schema) DeletedAt() => ("deleted_at", Instant("When it was deleted; null unless it is in the trash").OrNull());

    private static (string Name, JsonObject Schema) Id() => ("id", Integer("Its number").From(1).ReadOnly());

    private static (string Name, JsonObject Schema) UserId() => ("user_id", Text("Whose it is").ReadOnly());

    private static IEnumerable<(string Name, JsonObject Schema)> Writable(bool isInput)
    {
        yield return ("title", Text("Blanks at its ends are taken away").Length(1, TaskRules.MaxTitle).Matching(OneLine));
        yield return ("description", Text("Line breaks are fine").Length(0, TaskRules.MaxDescription).Matching(Lines).OrNull());
        yield return ("completed", OrDefault(Flag("Done. Setting it is the same as `PATCH …/complete`"), isInput, false));
        yield return ("priority", Choice("null is none", "high", "medium", "low").OrNull());
        yield return ("tags", OrDefault(
            List("Equal ones are merged without regard to case, the first spelling stays", Text("A tag").Length(1, TaskRules.MaxTag).Matching(OneLine)).AtMost(TaskRules.MaxTags),
            isInput,
            new JsonArray()));
        yield return ("project", Text("A name that groups tasks").Length(1, TaskRules.MaxProject).Matching(OneLine).OrNull());
        yield return ("due_date", Date("The day it is due, up to 9999-12-30").OrNull());
        yield return ("due_time", Text("The time it is due, in its time zone; without a date, that is today").Matching("^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$").OrNull());
        yield return ("time_zone", Text("An IANA name; null is the user's own zone, whichever that is at the time").Like("Europe/Berlin").OrNull());
        yield return ("duration_min", Integer("How long it takes, in minutes").From(1).To(TaskRules.MaxDuration).OrNull());
        yield return ("deadline", Date("The day after which it makes no sense any more").OrNull());
        yield return ("remind_at", Instant(isInput ? "When to remind; with its offset from UTC" : "When to remind").OrNull());
        yield return ("recurrence", Text(
            "An RFC 5545 RRULE without its name: FREQ of DAILY, WEEKLY, MONTHLY or YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL. Completing such a task moves it on").Length(1, 500).Like("FREQ=WEEKLY;BYDAY=MO").OrNull());
        yield return ("recurrence_from_completion", OrDefault(Flag("The next date is counted from the day it is done, not from the day it was due"), isInput, false));
    }

    private static IEnumerable<(string Name, JsonObject Schema)> Counted() =>
    [
        ("completions", Integer("How often a recurring task has been completed").From(0).ReadOnly()),
        ("created_at", Instant("When it was made").ReadOnly()),
        ("updated_at", Instant("When it was last changed").ReadOnly()),
        ("completed_at", Instant("When it was completed; null while it is open").OrNull().ReadOnly()),
    ];

    // In input null stands for the default, as it does in a merge patch.
    private static JsonObject OrDefault(JsonObject schema, bool isInput, JsonNode fallback) => isInput ? schema.OrNull().By(fallback) : schema;
}
