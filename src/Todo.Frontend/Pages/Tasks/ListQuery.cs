using Microsoft.Extensions.Primitives;
using Todo.Contracts;

namespace Todo.Frontend.Pages.Tasks;

/// <summary>What the list shows, as its address says it. A value that is not understood counts as not given.</summary>
public sealed record ListQuery
{
    public const string Pending = "pending";

    public static readonly string[] Statuses = [Pending, "completed", "all"];
    public static readonly string[] Priorities = ["high", "medium", "low"];

    /// <summary>Each order with what the wire calls it.</summary>
    public static readonly IReadOnlyDictionary<string, (string Label, string Sort, string Order)> Sorts =
        new Dictionary<string, (string, string, string)>(StringComparer.Ordinal)
        {
            ["newest"] = ("Newest first", "created", "desc"),
            ["oldest"] = ("Oldest first", "created", "asc"),
            ["due"] = ("Due date", "due", "asc"),
            ["priority"] = ("Priority", "priority", "desc"),
            ["title"] = ("Title", "title", "asc"),
        };

    public string Status { get; init; } = Pending;
    public string? Search { get; init; }
    public string? Priority { get; init; }
    public string? Tag { get; init; }
    public string? Project { get; init; }
    public DateOnly? DueFrom { get; init; }
    public DateOnly? DueTo { get; init; }
    public bool Overdue { get; init; }
    public string Sort { get; init; } = "newest";
    public string? Cursor { get; init; }

    /// <summary>More than status, search and order is chosen.</summary>
    public bool IsFiltered => Priority is not null || Tag is not null || Project is not null || DueFrom is not null || DueTo is not null || Overdue;

    public static ListQuery Parse(IQueryCollection query) => new()
    {
        Status = OneOf(query["status"], Statuses) ?? Pending,
        Search = Text(query["q"], 200),
        Priority = OneOf(query["priority"], Priorities),
        Tag = Text(query["tag"], 100),
        Project = Text(query["project"], 200),
        DueFrom = Date(query["due_from"]),
        DueTo = Date(query["due_to"]),
        Overdue = query["overdue"] == "true",
        Sort = OneOf(query["sort"], Sorts.Keys) ?? "newest",
        Cursor = Text(query["cursor"], 1000),
    };

    public TaskQuery ToTaskQuery() => new(
        Status,
        Priority,
        Tag is null ? null : [Tag],
        Project,
        Search,
        DueFrom,
        DueTo,
        Overdue,
        Sorts[Sort].Sort,
        Sorts[Sort].Order,
        Limit: 50,
        Cursor);

    /// <summary>The page's own address for it, with nothing in it that is the default.</summary>
    public string ToPath()
    {
        (string Name, string? Value)[] parameters =
        [
            ("status", Status == Pending ? null : Status),
            ("q", Search),
            ("priority", Priority),
            ("tag", Tag),
            ("project", Project),
            ("due_from", DueFrom?.ToString("yyyy-MM-dd")),
            ("due_to", DueTo?.ToString("yyyy-MM-dd")),
            ("overdue", Overdue ? "true" : null),
            ("sort", Sort == "newest" ? null : Sort),
            ("cursor", Cursor),
        ];
        var query = string.Join('&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? "/tasks" : "/tasks?" + query;
    }

    private static string? OneOf(StringValues value, IEnumerable<string> allowed) => allowed.FirstOrDefault(candidate => candidate == value);

    private static string? Text(StringValues value, int most) => value.ToString().Trim() is { Length: > 0 } text && text.Length <= most ? text : null;

    private static DateOnly? Date(StringValues value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", out var date) ? date : null;
}
