using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Todo.Backend.Chat;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Transfer;

/// <summary>
/// Writes the export: <c>{"version","exported_at","user":{…},"tasks":[…],"conversations":[…]}</c>. A task is as on the wire with
/// <c>uid</c> and <c>deleted_at</c>; the trash is among the tasks.
/// </summary>
internal static class JsonExport
{
    public const int Version = 1;

    private const int FlushBytes = 32 * 1024;

    public static async Task WriteAsync(PipeWriter output, ExportTasks export, Caller caller, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("exported_at", now.UtcDateTime);
        await WriteUserAsync(json, export, caller, cancellation);
        json.WriteStartArray("tasks");
        await WriteTasksAsync(json, output, export.TasksAsync(caller, cancellation), caller, cancellation);
        await WriteTasksAsync(json, output, export.TrashAsync(caller, cancellation), caller, cancellation);
        json.WriteEndArray();
        json.WriteStartArray("conversations");
        await foreach (var (conversation, messages) in export.ConversationsAsync(caller, cancellation))
        {
            JsonSerializer.Serialize(
                json,
                new ConversationExport(
                    conversation.Id, caller.Subject, conversation.Title, conversation.CreatedAt, conversation.UpdatedAt, [.. messages.Select(message => message.ToView())]),
                TodoJson.Default.ConversationExport);
            await FlushAsync(json, output, cancellation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    private static async Task WriteUserAsync(Utf8JsonWriter json, ExportTasks export, Caller caller, CancellationToken cancellation)
    {
        var user = await export.UserAsync(caller, cancellation);
        json.WriteStartObject("user");
        json.WriteString("id", user.Subject);
        json.WriteString("email", user.Email);
        json.WriteString("name", user.Name);
        json.WriteString("image", user.Image);
        json.WriteString("time_zone", user.TimeZone);
        json.WriteNumber("week_start", user.WeekStart);
        json.WriteString("approvals", user.ApprovalMode);
        json.WriteString("created_at", user.CreatedAt.UtcDateTime);
        json.WriteEndObject();
    }

    private static async Task WriteTasksAsync(Utf8JsonWriter json, PipeWriter output, IAsyncEnumerable<TodoTask> tasks, Caller caller, CancellationToken cancellation)
    {
        await foreach (var task in tasks)
        {
            json.WriteStartObject();
            json.WriteString("uid", task.Uid);
            using (var members = JsonSerializer.SerializeToDocument(task.View(caller.Subject), TodoJson.Default.TaskView))
            {
                foreach (var member in members.RootElement.EnumerateObject())
                {
                    member.WriteTo(json);
                }
            }

            if (task.DeletedAt is { } deleted)
            {
                json.WriteString("deleted_at", deleted.UtcDateTime);
            }
            else
            {
                json.WriteNull("deleted_at");
            }

            json.WriteEndObject();
            await FlushAsync(json, output, cancellation);
        }
    }

    private static async Task FlushAsync(Utf8JsonWriter json, PipeWriter output, CancellationToken cancellation)
    {
        if (json.BytesPending + output.UnflushedBytes > FlushBytes)
        {
            await json.FlushAsync(cancellation);
            await output.FlushAsync(cancellation);
        }
    }
}
