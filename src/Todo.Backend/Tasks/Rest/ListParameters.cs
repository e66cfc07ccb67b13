using System.Globalization;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks.Rest;

/// <summary>Reads a list's query string; a parameter or value that is not known is refused by its name, every one at once.</summary>
internal static class ListParameters
{
    private static readonly string[] PageNames = ["limit", "cursor"];
    private static readonly string[] Names = ["status", "priority", "tag", "project", "q", "due_from", "due_to", "overdue", "sort", "order", .. PageNames];

    public static (ListQuery? Query, Failure? Failure) Read(IQueryCollection parameters)
    {
        if (parameters.Count == 0)
        {
            return (new ListQuery(), null);
        }

        var reader = new Reader(parameters, Names);
        var query = new ListQuery
        {
            Status = reader.One("status", Status, "This takes all, pending or completed.") ?? StatusFilter.All,
            Priority = reader.One("priority", PriorityName, "This takes high, medium or low."),
            Tags = reader.All("tag"),
            Project = reader.Text("project"),
            Words = reader.Text("q"),
            DueFrom = reader.One("due_from", Date, "Write a date as 2026-07-16."),
            DueTo = reader.One("due_to", Date, "Write a date as 2026-07-16."),
            Overdue = reader.One("overdue", Flag, "This takes true or false.") ?? false,
            Sort = reader.One("sort", Sort, "This takes created, due, priority or title.") ?? TaskSort.Created,
            Descending = reader.One("order", Order, "This takes asc or desc."),
            Limit = Limit(reader),
            Cursor = reader.Text("cursor"),
        };
        return reader.Errors.Any ? (null, reader.Errors.ToFailure()) : (query, null);
    }

    /// <summary>Where only the page may be chosen.</summary>
    public static (ListQuery? Query, Failure? Failure) ReadPage(IQueryCollection parameters)
    {
        var reader = new Reader(parameters, PageNames);
        var query = new ListQuery { Limit = Limit(reader), Cursor = reader.Text("cursor") };
        return reader.Errors.Any ? (null, reader.Errors.ToFailure()) : (query, null);
    }

    /// <summary>Where there are no parameters.</summary>
    public static Failure? ReadNone(IQueryCollection parameters) =>
        new Reader(parameters, []) is { Errors: { Any: true } errors } ? errors.ToFailure() : null;

    private static int Limit(Reader reader) =>
        reader.One("limit", Number, $"This takes 1 to {ListQuery.MaxLimit}.") ?? ListQuery.DefaultLimit;

    private static StatusFilter? Status(string text) => text switch
    {
        "all" => StatusFilter.All,
        "pending" => StatusFilter.Pending,
        "completed" => StatusFilter.Completed,
        _ => null,
    };

    private static Priority? PriorityName(string text) => text switch
    {
        "high" => Priority.High,
        "medium" => Priority.Medium,
        "low" => Priority.Low,
        _ => null,
    };

    private static TaskSort? Sort(string text) => text switch
    {
        "created" => TaskSort.Created,
        "due" or "due_date" => TaskSort.Due,
        "priority" => TaskSort.Priority,
        "title" => TaskSort.Title,
        _ => null,
    };

    private static bool? Order(string text) => text switch
    {
        "asc" => false,
        "desc" => true,
        _ => null,
    };

    private static bool? Flag(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= ListQuery.MaxLimit ? number : null;

    private sealed class Reader
    {
        private readonly IQueryCollection parameters;

        public Reader(IQueryCollection parameters, string[] names)
        {
            this.parameters = parameters;
            foreach (var name in parameters.Keys)
            {
                // The server's collection takes names without regard to case; the wire has one spelling.
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    Errors.Add(name, names.Length > 0 ? $"There is no such parameter: use {string.Join(", ", names)}." : "This takes no parameters.");
                }
            }
        }

        public FieldErrors Errors { get; } = new();

        public string? Text(string name)
        {
            var values = parameters[name];
            if (values.Count > 1)
            {
                Errors.Add(name, "This can be given once only.");
            }
            else if (values is [""])
            {
                Errors.Add(name, "This is empty: leave it out or give it a value.");
            }

            return values.Count == 1 ? values[0] : null;
        }

        public string[] All(string name)
        {
            var values = parameters[name];
            if (values.Contains("", StringComparer.Ordinal))
            {
                Errors.Add(name, "This is empty: leave it out or give it a value.");
            }

            return values.Count == 0 ? [] : [.. values.Select(value => value ?? "")];
        }

        public T? One<T>(string name, Func<string, T?> read, string hint)
            where T : struct
        {
            if (Text(name) is not { Length: > 0 } text)
            {
                return null;
            }

            if (read(text) is { } value)
            {
                return value;
            }

            Errors.Add(name, hint);
            return null;
        }
    }
}
