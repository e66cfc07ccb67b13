using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Listing;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>How things stand: the first of what is overdue, due today and soon, and the pending tasks by project and tag.</summary>
public sealed class GetOverview(TodoDb db, ListTasks list, TimeProvider time)
{
    private const int MostTasks = 10;
    private const int MostNames = 20;
    private const int Days = 7;

    public async Task<Overview> RunAsync(Caller caller, CancellationToken cancellation)
    {
        var (owner, today) = (caller.UserId, caller.Today(time));
        var counts = await db.Users.Where(user => user.Id == owner).Select(user => new { user.PendingCount, user.CompletedCount }).OfAccountAsync(cancellation);
        var due = new ListQuery { Status = StatusFilter.Pending, Sort = TaskSort.Due, Limit = MostTasks };
        return new Overview(
            today,
            counts.PendingCount,
            counts.CompletedCount,
            await ListAsync(caller, due with { Overdue = true }, cancellation),
            await ListAsync(caller, due with { DueFrom = today, DueTo = today }, cancellation),
            await ListAsync(caller, due with { DueFrom = today.AddDays(1), DueTo = today.AddDays(Days) }, cancellation),
            await ProjectsAsync(owner, cancellation),
            await TagsAsync(owner, cancellation));
    }

    private async Task<TaskList> ListAsync(Caller caller, ListQuery query, CancellationToken cancellation) =>
        (await list.RunAsync(caller, query, cancellation)).TryGet(out var page, out var failure) ? page.List : throw new InvalidOperationException($"A list of the overview was refused: {failure}");

    // One without regard to case, in the spelling of the oldest task, as in ListTags.
    private Task<List<TagCount>> ProjectsAsync(long owner, CancellationToken cancellation) => db.Database.SqlQuery<TagCount>($"""
        select (array_agg(project order by id))[1] as "Name", count(*)::int as "Count"
        from tasks
        where user_id = {owner} and deleted_at is null and not completed and project is not null
        group by lower(project)
        order by count(*) desc, lower(project) collate "C"
        limit {MostNames}
        """).ToListAsync(cancellation);

    private Task<List<TagCount>> TagsAsync(long owner, CancellationToken cancellation) => db.Database.SqlQuery<TagCount>($"""
        select (array_agg(tag order by task.id))[1] as "Name", count(*)::int as "Count"
        from tasks task, unnest(task.tags) as tag
        where task.user_id = {owner} and task.deleted_at is null and not task.completed and task.tags <> array[]::text[]
        group by lower(tag)
        order by count(*) desc, lower(tag) collate "C"
        limit {MostNames}
        """).ToListAsync(cancellation);
}

/// <summary>The lists hold the first few and the total of all.</summary>
public sealed record Overview(
    DateOnly Today, int Pending, int Completed, TaskList Overdue, TaskList DueToday, TaskList NextDays, IReadOnlyList<TagCount> Projects, IReadOnlyList<TagCount> Tags);
