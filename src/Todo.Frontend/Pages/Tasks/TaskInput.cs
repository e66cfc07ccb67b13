using System.Text.Json.Nodes;
using Todo.Contracts;
using Todo.Frontend.Forms;

namespace Todo.Frontend.Pages.Tasks;

/// <summary>A task as its form has it: what was typed, so that it can be shown again as it was.</summary>
public sealed record TaskInput
{
    /// <summary>Rules to choose from; another one that a task has is kept as it is.</summary>
    public static readonly IReadOnlyList<(string Rule, string Label)> Rules =
    [
        ("FREQ=DAILY", "Daily"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday"),
        ("FREQ=WEEKLY", "Weekly"),
        ("FREQ=WEEKLY;INTERVAL=2", "Every two weeks"),
        ("FREQ=MONTHLY", "Monthly"),
        ("FREQ=YEARLY", "Yearly"),
    ];

    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? Priority { get; init; }
    public string? Tags { get; init; }
    public string? Project { get; init; }
    public string? DueDate { get; init; }
    public string? DueTime { get; init; }
    public string? DurationMin { get; init; }
    public string? Deadline { get; init; }
    public string? Recurrence { get; init; }
    public bool FromCompletion { get; init; }

    /// <summary>Anything beyond the title is filled in.</summary>
    public bool HasDetails => this != new TaskInput { Title = Title };

    public static TaskInput Of(FormFields form) => new()
    {
        Title = form["title"],
        Description = form["description"]?.ReplaceLineEndings("\n"),
        Priority = form["priority"],
        Tags = form["tags"],
        Project = form["project"],
        DueDate = form["due_date"],
        DueTime = form["due_time"],
        DurationMin = form["duration_min"],
        Deadline = form["deadline"],
        Recurrence = form["recurrence"],
        FromCompletion = form.Has("recurrence_from_completion"),
    };

    public static TaskInput Of(TaskView task) => new()
    {
        Title = task.Title,
        Description = task.Description,
        Priority = task.Priority?.ToString().ToLowerInvariant(),
        Tags = string.Join(", ", task.Tags),
        Project = task.Project,
        DueDate = task.DueDate?.ToString("yyyy-MM-dd"),
        DueTime = task.DueTime?.ToString("HH:mm"),
        DurationMin = task.DurationMin?.ToString(),
        Deadline = task.Deadline?.ToString("yyyy-MM-dd"),
        Recurrence = task.Recurrence,
        FromCompletion = task.RecurrenceFromCompletion,
    };

    /// <summary>The task's members that a form has, as JSON Merge Patch; the backend says what is wrong with them.</summary>
    public JsonObject ToChanges() => new()
    {
        ["title"] = Title ?? "",
        ["description"] = Description,
        ["priority"] = Priority,
        ["tags"] = new JsonArray([.. TagList().Select(tag => JsonValue.Create(tag))]),
        ["project"] = Project,
        ["due_date"] = DueDate,
        ["due_time"] = DueTime,
        ["duration_min"] = int.TryParse(DurationMin, out var minutes) ? JsonValue.Create(minutes) : DurationMin is null ? null : JsonValue.Create(DurationMin),
        ["deadline"] = Deadline,
        ["recurrence"] = Recurrence,
        ["recurrence_from_completion"] = FromCompletion && Recurrence is not null,
    };

    /// <summary>Commas separate; a tag may be written with its number sign.</summary>
    private IEnumerable<string> TagList() =>
        (Tags ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(tag => tag.TrimStart('#').Trim())
            .Where(tag => tag.Length > 0);
}
