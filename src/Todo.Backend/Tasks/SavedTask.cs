using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>A task as the wire shows it, with the version that its ETag is made of.</summary>
public readonly record struct SavedTask(TaskView Task, uint Version);

/// <summary>From rows to the wire.</summary>
internal static class TaskViews
{
    public static SavedTask Saved(this TodoTask task, string subject) => new(task.View(subject), task.Version);

    public static TaskView View(this TodoTask task, string subject) => new()
    {
        Id = task.Id,
        UserId = subject,
        Title = task.Title,
        Description = task.Description,
        Completed = task.Completed,
        Priority = Wire(task.Priority),
        Tags = task.Tags,
        Project = task.Project,
        DueDate = task.DueDate,
        DueTime = task.DueTime,
        TimeZone = task.TimeZone,
        DurationMin = task.DurationMin,
        Deadline = task.Deadline,
        RemindAt = task.RemindAt,
        Recurrence = task.Recurrence,
        RecurrenceFromCompletion = task.RecurrenceFromCompletion,
        Completions = task.Completions,
        CreatedAt = task.CreatedAt,
        UpdatedAt = task.UpdatedAt,
        CompletedAt = task.CompletedAt,
    };

    public static TaskPriority? Wire(Priority priority) => priority == Priority.None ? null : (TaskPriority)priority;
}
