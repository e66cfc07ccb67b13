using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Floor;

internal static class ByEntityFramework
{
    private static readonly Func<FloorDb, long, long, Task<FloorTask?>> One = EF.CompileAsyncQuery((FloorDb db, long user, long id) =>
        db.Tasks.AsNoTracking().Where(task => task.Id == id && task.UserId == user && task.DeletedAt == null).Select(task => task.View()).FirstOrDefault());

    private static readonly Func<FloorDb, long, IAsyncEnumerable<FloorRow>> List = EF.CompileAsyncQuery((FloorDb db, long user) =>
        db.Tasks.AsNoTracking().Where(task => task.UserId == user && task.DeletedAt == null)
            .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id).Take(51)
            .Select(task => new FloorRow(task.View(), db.Users.Where(owner => owner.Id == user).Select(owner => owner.PendingCount + owner.CompletedCount).First())));

    public static void Add(WebApplicationBuilder builder, string database)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database)
        {
            MaxPoolSize = 20,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        }.ConnectionString);
        builder.Services.AddDbContextPool<FloorDb>(options => options.UseNpgsql(source).EnableThreadSafetyChecks(false), 256);
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/{user:long}/tasks/{id:long}", async (FloorDb db, long user, long id) =>
            await One(db, user, id) is { } task ? Results.Ok(task) : Results.NotFound());
        app.MapGet("/{user:long}/tasks", async (FloorDb db, long user) => Results.Ok(await PageAsync(List(db, user))));
        app.MapGet("/{user:long}/search", async (FloorDb db, long user, string q) =>
        {
            var query = $"'{user}/{q}':*";
            var total = await db.Database.SqlQuery<long>(
                $"select count(*) as \"Value\" from tasks where todo_search(user_id, title, description, tags, project) @@ {query}::tsquery and deleted_at is null").SingleAsync();
            var tasks = new List<FloorTask>(51);
            await foreach (var row in db.Tasks.FromSql(
                $"select * from tasks where todo_search(user_id, title, description, tags, project) @@ {query}::tsquery and deleted_at is null order by created_at desc, id desc limit 51").AsNoTracking().AsAsyncEnumerable())
            {
                tasks.Add(row.View());
            }

            return Results.Ok(Page(tasks, total));
        });
        app.MapPost("/{user:long}/tasks", async (FloorDb db, long user, NewTask task) =>
        {
            var row = new TaskRow { UserId = user, Title = task.Title, Description = task.Description, Tags = task.Tags ?? [], ChangeId = Guid.CreateVersion7(), ChangeDoor = "rest" };
            db.Tasks.Add(row);
            await db.SaveChangesAsync();
            return Results.Created($"/{user}/tasks/{row.Id}", row.View());
        });
    }

    private static async Task<FloorList> PageAsync(IAsyncEnumerable<FloorRow> rows)
    {
        var tasks = new List<FloorTask>(51);
        var total = 0L;
        await foreach (var row in rows)
        {
            tasks.Add(row.Task);
            total = row.Total;
        }

        return Page(tasks, total);
    }

    private static FloorList Page(List<FloorTask> tasks, long total)
    {
        var more = tasks.Count > 50;
        if (more)
        {
            tasks.RemoveAt(50);
        }

        return new FloorList(tasks, total, more ? $"{tasks[^1].CreatedAt:O}/{tasks[^1].Id}" : null);
    }
}

internal sealed record FloorRow(FloorTask Task, long Total);

internal sealed class FloorDb(DbContextOptions<FloorDb> options) : DbContext(options)
{
    public DbSet<TaskRow> Tasks => Set<TaskRow>();
    public DbSet<UserRow> Users => Set<UserRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var task = modelBuilder.Entity<TaskRow>();
        task.ToTable("tasks");
        task.Property(row => row.CreatedAt).ValueGeneratedOnAdd();
        task.Property(row => row.UpdatedAt).ValueGeneratedOnAdd();
        modelBuilder.Entity<UserRow>().ToTable("users");
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(string.Concat(property.Name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? "_" + letter : letter.ToString())).ToLowerInvariant());
        }
    }
}

internal sealed class UserRow
{
    public long Id { get; set; }
    public int PendingCount { get; set; }
    public int CompletedCount { get; set; }
}

internal sealed class TaskRow
{
    public long Id { get; set; }
    public long UserId { get; set; }
    public required string Title { get; set; }
    public string? Description { get; set; }
    public bool Completed { get; set; }
    public short Priority { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Project { get; set; }
    public DateOnly? DueDate { get; set; }
    public TimeOnly? DueTime { get; set; }
    public string? TimeZone { get; set; }
    public int? DurationMin { get; set; }
    public DateOnly? Deadline { get; set; }
    public DateTime? RemindAt { get; set; }
    public string? Recurrence { get; set; }
    public bool RecurrenceFromCompletion { get; set; }
    public int Completions { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime UpdatedAt { get; set; }
    public DateTime? CompletedAt { get; set; }
    public DateTime? DeletedAt { get; set; }
    public Guid? ChangeId { get; set; }
    public string? ChangeDoor { get; set; }

    public FloorTask View() => new(
        Id, UserId.ToString(), Title, Description, Completed, FloorTask.PriorityName(Priority), Tags, Project, DueDate, DueTime, TimeZone, DurationMin,
        Deadline, RemindAt, Recurrence, RecurrenceFromCompletion, Completions, CreatedAt, UpdatedAt, CompletedAt);
}
