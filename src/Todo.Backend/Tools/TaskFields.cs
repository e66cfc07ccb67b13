using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;

namespace Todo.Backend.Tools;

/// <summary>What a task can be given: the same members in every tool that adds or changes one.</summary>
internal static class TaskFields
{
    /// <summary>As members of a schema's properties.</summary>
    public const string Schema = """
        "title": {"type": "string", "minLength": 1, "maxLength": 200, "description": "What is to be done, in a few words."},
        "description": {"type": "string", "maxLength": 1000, "description": "Details that don't fit the title."},
        "priority": {"type": "string", "enum": ["high", "medium", "low", "none"]},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 50}, "maxItems": 20, "description": "All tags of the task, without #."},
        "project": {"type": "string", "minLength": 1, "maxLength": 100},
        "due_date": {"type": "string", "format": "date", "description": "YYYY-MM-DD in the user's time zone, such as 2026-07-16."},
        "due_time": {"type": "string", "format": "time", "description": "HH:MM on a 24-hour clock in the user's time zone; without due_date it is today."},
        "deadline": {"type": "string", "format": "date", "description": "YYYY-MM-DD that can't move, other than due_date, which is when the user means to do it."},
        "recurrence": {"type": "string", "minLength": 1, "maxLength": 500, "description": "How it repeats, as an RRULE of RFC 5545: FREQ=WEEKLY;BYDAY=MO. Give due_date too: the first time."},
        "remind_at": {"type": "string", "format": "date-time", "description": "When to remind, such as 2026-07-16T09:00:00; without an offset in the user's time zone."}
        """;

    /// <summary>What <c>clear</c> can empty.</summary>
    public const string Clearable = """["description", "project", "due_date", "due_time", "deadline", "recurrence", "remind_at", "tags"]""";

    public static readonly IReadOnlyList<string> Names =
        ["title", "description", "priority", "tags", "project", "due_date", "due_time", "deadline", "recurrence", "remind_at"];

    public static TaskChanges Read(ToolArguments arguments, Caller caller)
    {
        var clear = arguments.Texts("clear").ToHashSet(StringComparer.Ordinal);
        return new TaskChanges
        {
            Title = Member("title", name => arguments.Text(name)),
            Description = Member("description", name => arguments.Text(name)),
            Priority = Member("priority", name => Priorities.Read(arguments.Text(name)) ?? default),
            Tags = Member("tags", arguments.Texts),
            Project = Member("project", name => arguments.Text(name)),
            DueDate = Member("due_date", arguments.Date),
            DueTime = Member("due_time", arguments.Time),
            Deadline = Member("deadline", arguments.Date),
            RemindAt = Member("remind_at", name => arguments.Moment(name, caller)),
            Recurrence = Member("recurrence", name => arguments.Text(name)),
        };

        // Null in the arguments is "not given", as models write it; emptying is asked for by name. What is emptied and given is given.
        Given<T> Member<T>(string name, Func<string, T> read) =>
            arguments.Has(name) || clear.Contains(name) ? new(read(name)) : default;
    }
}

/// <summary>Priorities as tools write them.</summary>
internal static class Priorities
{
    public static Priority? Read(string? text) => text switch
    {
        "high" => Priority.High,
        "medium" => Priority.Medium,
        "low" => Priority.Low,
        "none" => Priority.None,
        _ => null,
    };
}
