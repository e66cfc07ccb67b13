using System.Text.Json;
using System.Text.Json.Serialization;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Contracts;

namespace Todo.Backend.Journal;

/// <summary>Reads a row as the journal keeps it: JSON by the names of the columns.</summary>
internal static class JournalTask
{
    public static TaskView Read(string row, Caller caller) => JsonSerializer.Deserialize(row, JournalJson.Default.TodoTask)!.View(caller.Subject);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TodoTask))]
internal sealed partial class JournalJson : JsonSerializerContext;
