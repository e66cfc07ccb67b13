using System.Buffers;
using System.Globalization;
using System.Text;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks.Transfer;

/// <summary>
/// Writes tasks as CSV (RFC 4180) for spreadsheets: with a byte order mark, by which they know UTF-8, and with an apostrophe before
/// what they would run as a formula (OWASP, CSV Injection).
/// </summary>
internal static class CsvExport
{
    public const string ContentType = "text/csv; charset=utf-8";

    // What makes a cell a formula at its start, full-width forms included: some spreadsheets take those too.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t ");

    private static readonly string[] Columns =
    [
        "id", "uid", "title", "description", "completed", "priority", "tags", "project", "due_date", "due_time", "time_zone", "duration_min", "deadline",
        "remind_at", "recurrence", "recurrence_from_completion", "completions", "created_at", "updated_at", "completed_at",
    ];

    public static async Task WriteAsync(Stream output, ExportTasks export, Caller caller, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await text.WriteAsync(Row(Columns).AsMemory(), cancellation);
        await foreach (var task in export.TasksAsync(caller, cancellation))
        {
            await text.WriteAsync(Row(Cells(task)).AsMemory(), cancellation);
        }
    }

    private static string Row(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        var safe = FormulaStarts.Contains(value[0]) ? "'" + value : value;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static IEnumerable<string?> Cells(TodoTask task) =>
    [
        Text(task.Id), $"{task.Uid}", task.Title, task.Description, Text(task.Completed), Text(TaskViews.Wire(task.Priority)), string.Join(", ", task.Tags), task.Project,
        $"{task.DueDate:yyyy-MM-dd}", $"{task.DueTime:HH:mm}", task.TimeZone, Text(task.DurationMin), $"{task.Deadline:yyyy-MM-dd}",
        Text(task.RemindAt), task.Recurrence, Text(task.RecurrenceFromCompletion), Text(task.Completions), Text(task.CreatedAt), Text(task.UpdatedAt), Text(task.CompletedAt),
    ];

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Enum name => name.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
