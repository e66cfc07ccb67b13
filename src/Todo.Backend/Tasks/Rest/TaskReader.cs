using System.Buffers;
using System.Text.Json;
using Todo.Backend.Tasks.Rules;
using Todo.Hosting.Problems;

namespace Todo.Backend.Tasks.Rest;

/// <summary>
/// Reads a task from JSON by hand: a serializer would stop at the first wrong value, ignore what it does not know, and could not
/// tell a member that is missing from one that is null.
/// </summary>
internal static class TaskReader
{
    /// <summary>The body's task, or what makes the body no task at all. Wrong members are in its <c>Unreadable</c>.</summary>
    public static (TaskChanges? Changes, Problem? Problem) Body(ReadOnlySequence<byte> body)
    {
        try
        {
            var json = JsonBody.Reader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return (null, Problem.Malformed("The body must be a JSON object, such as {\"title\":\"Buy milk\"}."));
            }

            var members = Members(ref json, isExport: false);
            json.Read();
            return (members.Changes, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, Problem.Malformed("The body is not valid JSON."));
        }
    }

    /// <summary>The members of the object that the reader is at.</summary>
    /// <param name="isExport">Whether it may hold what only an export has: uid and deleted_at.</param>
    public static TaskMembers Members(ref Utf8JsonReader json, bool isExport)
    {
        var errors = new FieldErrors();
        var values = new JsonValues(errors);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Given<string?> title = default, description = default, project = default, timeZone = default, recurrence = default, userId = default, uid = default;
        Given<bool> completed = default, fromCompletion = default;
        Given<Priority> priority = default;
        Given<IReadOnlyList<string>> tags = default;
        Given<DateOnly?> dueDate = default, deadline = default;
        Given<TimeOnly?> dueTime = default;
        Given<int?> duration = default, completions = default;
        Given<long> id = default;
        Given<DateTimeOffset?> remindAt = default, createdAt = default, updatedAt = default, completedAt = default, deletedAt = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (!seen.Add(name))
            {
                values.Refuse<string>(ref json, name, "This is given twice.");
                continue;
            }

            switch (name)
            {
                case "title": title = values.Text(ref json, name); break;
                case "description": description = values.Text(ref json, name); break;
                case "completed": completed = values.Flag(ref json, name); break;
                case "priority": priority = values.PriorityName(ref json, name); break;
                case "tags": tags = values.Texts(ref json, name); break;
                case "project": project = values.Text(ref json, name); break;
                case "due_date": dueDate = values.Date(ref json, name); break;
                case "due_time": dueTime = values.Time(ref json, name); break;
                case "time_zone": timeZone = values.Text(ref json, name); break;
                case "duration_min": duration = values.Number(ref json, name); break;
                case "deadline": deadline = values.Date(ref json, name); break;
                case "remind_at": remindAt = values.Moment(ref json, name); break;
                case "recurrence": recurrence = values.Text(ref json, name); break;
                case "recurrence_from_completion": fromCompletion = values.Flag(ref json, name); break;
                case "id": id = values.Long(ref json, name); break;
                case "user_id": userId = values.Text(ref json, name); break;
                case "completions": completions = values.Number(ref json, name); break;
                case "created_at": createdAt = values.Moment(ref json, name); break;
                case "updated_at": updatedAt = values.Moment(ref json, name); break;
                case "completed_at": completedAt = values.Moment(ref json, name); break;
                case "uid" when isExport: uid = values.Text(ref json, name); break;
                case "deleted_at" when isExport: deletedAt = values.Moment(ref json, name); break;
                default: values.Refuse<string>(ref json, name, "A task has no such member."); break;
            }
        }

        var changes = new TaskChanges
        {
            Title = title,
            Description = description,
            Completed = completed,
            Priority = priority,
            Tags = tags,
            Project = project,
            DueDate = dueDate,
            DueTime = dueTime,
            TimeZone = timeZone,
            DurationMin = duration,
            Deadline = deadline,
            RemindAt = remindAt,
            Recurrence = recurrence,
            RecurrenceFromCompletion = fromCompletion,
            ReadOnly = id.IsGiven || userId.IsGiven || completions.IsGiven || createdAt.IsGiven || updatedAt.IsGiven || completedAt.IsGiven
                ? new() { Id = id, UserId = userId, Completions = completions, CreatedAt = createdAt, UpdatedAt = updatedAt, CompletedAt = completedAt }
                : ReadOnlyMembers.None,
            Unreadable = errors.Any ? errors : null,
        };
        return new TaskMembers(changes, uid, deletedAt);
    }
}

/// <summary>A task as it was read, with what only an export has.</summary>
internal readonly record struct TaskMembers(TaskChanges Changes, Given<string?> Uid, Given<DateTimeOffset?> DeletedAt);
