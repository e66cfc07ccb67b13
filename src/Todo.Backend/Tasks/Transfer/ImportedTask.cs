using System.Text.Json.Serialization;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks.Transfer;

/// <summary>A task of an export as it was read; nothing in it has been checked. Its id and user are those of where it came from.</summary>
public sealed record ImportedTask(TaskChanges Changes, Given<string?> Uid, Given<DateTimeOffset?> DeletedAt)
{
    /// <summary>The row to be, or every rule that the task breaks.</summary>
    internal (TodoTask? Task, IReadOnlyDictionary<string, string[]>? Errors) ToTask(Caller caller, DateTimeOffset now)
    {
        var (errors, stamps, completed) = (new FieldErrors(), Changes.ReadOnly, Changes.Completed.Or(false));
        var task = new TodoTask { UserId = caller.UserId, Title = "" };

        // The state is taken as it is: completing it here would move a recurring task on.
        if (TaskRules.Apply(task, Changes with { Title = Changes.Title.Or(null), Completed = default, ReadOnly = ReadOnlyMembers.None }, caller, now) is Failure.InvalidFailure invalid)
        {
            errors.AddAll(invalid.Errors);
        }

        if (Guid.TryParse(Uid.Or(null), out var uid))
        {
            task.Uid = uid;
        }
        else
        {
            errors.Add("uid", "A task to import needs the uid that the export gave it, a UUID.");
        }

        task.Completions = Required("completions", stamps.Completions.Or(0) is { } count and >= 0 ? (int?)count : null) ?? 0;
        task.CreatedAt = Stamp.Of(Required("created_at", stamps.CreatedAt.Or(null)) ?? now);
        task.UpdatedAt = Stamp.Of(Required("updated_at", stamps.UpdatedAt.Or(null)) ?? now);
        task.Completed = completed;
        task.CompletedAt = completed ? Stamp.Of(Required("completed_at", stamps.CompletedAt.Or(null))) : null;
        task.DeletedAt = Stamp.Of(DeletedAt.Or(null));
        task.ChangedBy(caller);
        return errors.Any ? (null, errors.ToDictionary()) : (task, null);

        T? Required<T>(string name, T? value)
            where T : struct
        {
            if (value is null && !errors.Has(name))
            {
                errors.Add(name, "A task to import needs this as the export gave it.");
            }

            return value;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TodoTask[]))]
internal sealed partial class ImportJson : JsonSerializerContext;
