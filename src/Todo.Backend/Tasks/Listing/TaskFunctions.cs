using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Todo.Backend.Tasks.Listing;

/// <summary>The migrations' functions on tasks, for use inside queries only.</summary>
internal static class TaskFunctions
{
    /// <summary>What a task is found by; written exactly as the index has it.</summary>
    public static NpgsqlTsVector Search(long owner, string title, string? description, string[] tags, string? project) => throw Outside();

    /// <summary>The query for the tasks of one user that have every word (or its beginning), every tag and the project.</summary>
    public static NpgsqlTsQuery Query(long owner, string? words, string[]? tags, string? project) => throw Outside();

    /// <summary>What a zone's clock shows at a moment.</summary>
    public static DateTime Clock(string zone, DateTimeOffset at) => throw Outside();

    /// <summary>The date of a moment in a zone.</summary>
    public static DateOnly Day(string zone, DateTimeOffset at) => throw Outside();

    public static void MapTaskFunctions(this ModelBuilder model)
    {
        model.HasDbFunction(() => Search(default, default!, default, default!, default)).HasName("todo_search").IsBuiltIn();
        model.HasDbFunction(() => Query(default, default, default, default)).HasName("todo_query").IsBuiltIn();
        model.HasDbFunction(() => Clock(default!, default)).HasName("todo_clock").HasStoreType("timestamp").IsBuiltIn();
        model.HasDbFunction(() => Day(default!, default)).HasName("todo_day").IsBuiltIn();
    }

    private static NotSupportedException Outside() => new("This runs in PostgreSQL only: use it inside a query.");
}
