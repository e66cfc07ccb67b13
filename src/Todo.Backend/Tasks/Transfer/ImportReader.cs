using System.Buffers;
using System.Text.Json;
using Todo.Backend.Tasks.Rest;
using Todo.Backend.Tasks.Rules;
using Todo.Hosting.Problems;

namespace Todo.Backend.Tasks.Transfer;

/// <summary>Reads the body of an import: what the export wrote.</summary>
internal static class ImportReader
{
    public static (List<ImportedTask>? Tasks, Problem? Problem) Read(ReadOnlySequence<byte> body)
    {
        try
        {
            var json = JsonBody.Reader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return (null, Problem.Malformed("The body must be an export: a JSON object with tasks."));
            }

            var errors = new FieldErrors();
            var tasks = Members(ref json, errors);
            json.Read();
            if (tasks is null && !errors.Has("tasks"))
            {
                errors.Add("tasks", "An export has a list of tasks.");
            }

            return errors.Any ? (null, Problem.Invalid(errors.ToDictionary())) : (tasks, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, Problem.Malformed("The body is not valid JSON."));
        }
    }

    private static List<ImportedTask>? Members(ref Utf8JsonReader json, FieldErrors errors)
    {
        List<ImportedTask>? tasks = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "tasks" when tasks is null && json.TokenType == JsonTokenType.StartArray:
                    tasks = Tasks(ref json);
                    continue;
                case "version" when json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var version) && version == JsonExport.Version:
                case "exported_at" or "user" or "conversations":
                    break;
                case "version":
                    errors.Add(name, $"This program reads exports of version {JsonExport.Version}.");
                    break;
                default:
                    errors.Add(name, name == "tasks" ? "This takes one list of tasks." : "An export has no such member.");
                    break;
            }

            json.Skip();
        }

        return tasks;
    }

    private static List<ImportedTask> Tasks(ref Utf8JsonReader json)
    {
        var tasks = new List<ImportedTask>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                var members = TaskReader.Members(ref json, isExport: true);
                tasks.Add(new ImportedTask(members.Changes, members.Uid, members.DeletedAt));
            }
            else
            {
                json.Skip();
                var errors = new FieldErrors();
                errors.Add("tasks", "A task is a JSON object.");
                tasks.Add(new ImportedTask(new TaskChanges { Unreadable = errors }, default, default));
            }
        }

        return tasks;
    }
}
