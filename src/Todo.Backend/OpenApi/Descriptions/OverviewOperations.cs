namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Tags and statistics.</summary>
internal static class OverviewOperations
{
    public static IEnumerable<Operation> All() =>
    [
        new("get", "/api/tags", "listTags", Overview.Lists, "List the tags in use", "Of all tasks that are not in the trash.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Answers = [new(200, "The tags", Content.Json("TagList", ("tags", "Two tags", Examples.Json("""{"tags":[{"name":"home","count":5},{"name":"work","count":2}]}"""))))],
            Problems = [400],
        },
        new("get", "/api/stats", "getStats", Overview.Lists, "Count the tasks", "By state, due and overdue, and completed on each of the last 30 days.")
        {
            Access = Access.Read,
            HasUserForm = true,
            Answers =
            [
                new(200, "The figures", Content.Json("TaskStats", ("stats", "Seven tasks", Examples.Json(
                    """{"total":7,"pending":5,"completed":2,"overdue":1,"due_today":2,"completed_per_day":[{"date":"2026-07-15","count":0},{"date":"2026-07-16","count":2}]}""")))),
            ],
            Problems = [400],
        },
    ];
}
