using Npgsql;
using NpgsqlTypes;

namespace Floor;

internal static class ByNpgsql
{
    private const string Columns =
        "id, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at, recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at";

    public static void Add(WebApplicationBuilder builder, string database) =>
        builder.Services.AddSingleton(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database)
        {
            MaxPoolSize = 20,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        }.ConnectionString));

    public static void Map(WebApplication app)
    {
        app.MapGet("/{user:long}/tasks/{id:long}", async (NpgsqlDataSource source, long user, long id) =>
        {
            await using var command = Command(source, $"select {Columns} from tasks where id = $1 and user_id = $2 and deleted_at is null");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
            await using var reader = await command.ExecuteReaderAsync();
            return await reader.ReadAsync() ? Results.Ok(Read(reader, user)) : Results.NotFound();
        });
        app.MapGet("/{user:long}/tasks", async (NpgsqlDataSource source, long user) =>
        {
            await using var command = Command(
                source,
                $"select {Columns}, (select pending_count + completed_count from users where id = $1) from tasks where user_id = $1 and deleted_at is null order by created_at desc, id desc limit 51");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
            return Results.Ok(await ListAsync(command, user));
        });
        app.MapGet("/{user:long}/search", async (NpgsqlDataSource source, long user, string q) =>
        {
            await using var command = Command(
                source,
                $"with found as materialized (select * from tasks where todo_search(user_id, title, description, tags, project) @@ $2::tsquery and deleted_at is null) select {Columns}, (select count(*) from found) from found order by created_at desc, id desc limit 51");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"'{user}/{q}':*", NpgsqlDbType = NpgsqlDbType.Text });
            return Results.Ok(await ListAsync(command, user));
        });
        app.MapPost("/{user:long}/tasks", async (NpgsqlDataSource source, long user, NewTask task) =>
        {
            await using var command = Command(
                source,
                $"insert into tasks (user_id, title, description, tags, change_id, change_door) values ($1, $2, $3, $4, $5, 'rest') returning {Columns}");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = task.Title });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)task.Description ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = task.Tags ?? [] });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            var made = Read(reader, user);
            return Results.Created($"/{user}/tasks/{made.Id}", made);
        });
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql) => source.CreateCommand(sql);

    private static async Task<FloorList> ListAsync(NpgsqlCommand command, long user)
    {
        await using var reader = await command.ExecuteReaderAsync();
        var tasks = new List<FloorTask>(51);
        var total = 0L;
        while (await reader.ReadAsync())
        {
            tasks.Add(Read(reader, user));
            total = Convert.ToInt64(reader.GetValue(19));
        }

        var more = tasks.Count > 50;
        if (more)
        {
            tasks.RemoveAt(50);
        }

        return new FloorList(tasks, total, more ? $"{tasks[^1].CreatedAt:O}/{tasks[^1].Id}" : null);
    }

    private static FloorTask Read(NpgsqlDataReader row, long user) => new(
        row.GetInt64(0), user.ToString(), row.GetString(1), Text(row, 2), row.GetBoolean(3), FloorTask.PriorityName(row.GetInt16(4)),
        row.GetFieldValue<string[]>(5), Text(row, 6), Value<DateOnly>(row, 7), Value<TimeOnly>(row, 8), Text(row, 9), Value<int>(row, 10),
        Value<DateOnly>(row, 11), Value<DateTime>(row, 12), Text(row, 13), row.GetBoolean(14), row.GetInt32(15), row.GetDateTime(16),
        row.GetDateTime(17), Value<DateTime>(row, 18));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
