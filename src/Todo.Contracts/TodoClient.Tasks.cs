using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Todo.Contracts;

/// <summary>Tasks of the caller.</summary>
public sealed partial class TodoClient
{
    public Task<TaskList> ListTasksAsync(TaskQuery query, CancellationToken cancellationToken) =>
        GetAsync("/api/tasks" + query.ToQueryString(), TodoJson.Default.TaskList, cancellationToken);

    public Task<TaskList> ListTrashAsync(string? cursor, CancellationToken cancellationToken) =>
        GetAsync("/api/tasks/trash" + Query(("cursor", cursor)), TodoJson.Default.TaskList, cancellationToken);

    /// <summary>The task with its version, which <c>If-Match</c> takes.</summary>
    public async Task<(TaskView Task, string? ETag)> GetTaskAsync(long id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/api/tasks/{id}", content: null, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, TodoJson.Default.TaskView, cancellationToken).ConfigureAwait(false), response.Headers.ETag?.ToString());
    }

    /// <summary>The tags in use, with how many tasks have each.</summary>
    public Task<TagList> ListTagsAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/tags", TodoJson.Default.TagList, cancellationToken);

    /// <param name="idempotencyKey">Makes a retry harmless: the same key and task gives the same task.</param>
    public Task<TaskView> AddTaskAsync(TaskDraft task, string? idempotencyKey, CancellationToken cancellationToken) =>
        AddTaskAsync(Json(task, DraftJson.Default.TaskDraft), idempotencyKey, cancellationToken);

    /// <inheritdoc cref="AddTaskAsync(TaskDraft, string, CancellationToken)"/>
    /// <param name="task">The members as the wire has them, such as a form that the server is to check.</param>
    public Task<TaskView> AddTaskAsync(JsonObject task, string? idempotencyKey, CancellationToken cancellationToken) =>
        AddTaskAsync(Json(task, DraftJson.Default.JsonObject), idempotencyKey, cancellationToken);

    /// <param name="changes">JSON Merge Patch (RFC 7396): only the members that change, null to clear one.</param>
    /// <param name="etag">Refuses with 412 when the task has changed since.</param>
    public Task<TaskView> ChangeTaskAsync(long id, JsonObject changes, string? etag, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Patch,
            $"/api/tasks/{id}",
            TodoJson.Default.TaskView,
            Json(changes, DraftJson.Default.JsonObject),
            cancellationToken,
            etag is null ? null : headers => headers.IfMatch.Add(EntityTagHeaderValue.Parse(etag)));

    public Task<TaskView> CompleteTaskAsync(long id, bool completed, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Patch,
            $"/api/tasks/{id}/complete",
            TodoJson.Default.TaskView,
            Json(new JsonObject { ["completed"] = completed }, DraftJson.Default.JsonObject),
            cancellationToken);

    public async Task DeleteTaskAsync(long id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/tasks/{id}", content: null, cancellationToken).ConfigureAwait(false);
    }

    public Task<TaskView> RestoreTaskAsync(long id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"/api/tasks/{id}/restore", TodoJson.Default.TaskView, content: null, cancellationToken);

    /// <summary>Takes back what a turn of a chat or a tool has changed.</summary>
    /// <param name="turn">Null for the latest; naming it makes a repeated click harmless.</param>
    public Task<UndoResult> UndoAsync(long? turn, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/undo", TodoJson.Default.UndoResult, Json(new UndoRequest(turn), TodoJson.Default.UndoRequest), cancellationToken);

    /// <summary>All of the caller's data as JSON, as the import takes it.</summary>
    public async Task<byte[]> ExportAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/export", content: null, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<TaskView> AddTaskAsync(HttpContent task, string? idempotencyKey, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            "/api/tasks",
            TodoJson.Default.TaskView,
            task,
            cancellationToken,
            idempotencyKey is null ? null : headers => headers.Add("Idempotency-Key", idempotencyKey));
}

/// <summary>What a list may be asked for; null means the server's default.</summary>
/// <param name="Status">all, pending or completed.</param>
/// <param name="Sort">created, due, priority or title.</param>
/// <param name="Order">asc or desc.</param>
public sealed record TaskQuery(
    string? Status = null,
    string? Priority = null,
    IReadOnlyList<string>? Tags = null,
    string? Project = null,
    string? Search = null,
    DateOnly? DueFrom = null,
    DateOnly? DueTo = null,
    bool Overdue = false,
    string? Sort = null,
    string? Order = null,
    int? Limit = null,
    string? Cursor = null)
{
    /// <summary>With the question mark, or empty.</summary>
    public string ToQueryString()
    {
        var parameters = Parameters().Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}");
        var query = string.Join('&', parameters);
        return query.Length == 0 ? "" : "?" + query;
    }

    /// <summary>The parameters that are set, by the wire's names.</summary>
    public IEnumerable<(string Name, string Value)> Parameters()
    {
        (string Name, string? Value)[] single =
        [
            ("status", Status),
            ("priority", Priority),
            ("project", Project),
            ("q", Search),
            ("due_from", DueFrom?.ToString("yyyy-MM-dd")),
            ("due_to", DueTo?.ToString("yyyy-MM-dd")),
            ("overdue", Overdue ? "true" : null),
            ("sort", Sort),
            ("order", Order),
            ("limit", Limit?.ToString()),
            ("cursor", Cursor),
        ];
        return single.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => (parameter.Name, parameter.Value!))
            .Concat((Tags ?? []).Select(tag => ("tag", tag)));
    }
}

/// <summary>A task to be added; what is null takes the server's default.</summary>
public sealed record TaskDraft(string Title)
{
    public string? Description { get; init; }
    public TaskPriority? Priority { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public string? Project { get; init; }
    public DateOnly? DueDate { get; init; }
    public TimeOnly? DueTime { get; init; }
    public string? TimeZone { get; init; }
    public int? DurationMin { get; init; }
    public DateOnly? Deadline { get; init; }
    public DateTimeOffset? RemindAt { get; init; }
    public string? Recurrence { get; init; }
    public bool? RecurrenceFromCompletion { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcConverter), typeof(TimeOfDayConverter)])]
[JsonSerializable(typeof(TaskDraft))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class DraftJson : JsonSerializerContext;
