using System.Text.Json;
using System.Text.Json.Serialization;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Contracts;

namespace Todo.Backend.Journal;

/// <summary>Reads a row as the journal keeps it: JSON by the names of the columns.</summary>
internal static class JournalTask
{
    public static TaskView Read(string row, Caller caller)
    {
        var task = JsonSerializer.Deserialize(row, JournalJson.Default.TodoTask)!;
        return new TaskView
        {
            Id = task.Id,
            UserId = caller.Subject,
            Title = task.Title,
            Description = task.Description,
            Completed = task.Completed,
            Priority = task.Priority == Priority.None ? null : (TaskPriority)task.Priority,
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
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TodoTask))]
internal sealed partial class JournalJson : JsonSerializerContext;
