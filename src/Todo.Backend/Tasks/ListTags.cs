using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>The caller's tags with the number of tasks that have them, the most used first.</summary>
public sealed class ListTags(TodoDb db)
{
    public async Task<TagList> RunAsync(Caller caller, CancellationToken cancellation)
    {
        // Tags are one without regard to case, as in a task; the oldest task's spelling is shown.
        var owner = caller.UserId;
        var tags = await db.Database.SqlQuery<TagCount>($"""
            select (array_agg(tag order by task.id))[1] as "Name", count(*)::int as "Count"
            from tasks task, unnest(task.tags) as tag
            where task.user_id = {owner} and task.deleted_at is null and task.tags <> array[]::text[]
            group by lower(tag)
            order by count(*) desc, lower(tag) collate "C"
            """).ToListAsync(cancellation);
        return new TagList(tags);
    }
}
