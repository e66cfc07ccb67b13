using System.Text.Json.Serialization;

namespace Floor;

/// <summary>The same members as the backend's task, so that as many bytes are read and written.</summary>
public sealed record FloorTask(
    long Id, string UserId, string Title, string? Description, bool Completed, string? Priority, string[] Tags, string? Project,
    DateOnly? DueDate, TimeOnly? DueTime, string? TimeZone, int? DurationMin, DateOnly? Deadline, DateTime? RemindAt, string? Recurrence,
    bool RecurrenceFromCompletion, int Completions, DateTime CreatedAt, DateTime UpdatedAt, DateTime? CompletedAt)
{
    public static string? PriorityName(short priority) => priority switch { 1 => "low", 2 => "medium", 3 => "high", _ => null };
}

public sealed record FloorList(IReadOnlyList<FloorTask> Tasks, long Total, string? NextCursor);

public sealed record NewTask(string Title, string? Description, string[]? Tags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FloorTask))]
[JsonSerializable(typeof(FloorList))]
[JsonSerializable(typeof(NewTask))]
public sealed partial class FloorJson : JsonSerializerContext;
