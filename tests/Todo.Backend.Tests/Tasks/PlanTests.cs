using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tasks.Undoing;
using Todo.Backend.Tools;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Backend.Tests.Tasks;

/// <summary>
/// The plans of every query of the task API with 100,000 tasks of one user among those of many: none reads the whole table.
/// TODO_PLAN_TASKS=1000000 makes a million in all; with TODO_WRITE_GENERATED=1 the plans are written to docs/query-plans.md.
/// </summary>
[Trait("rule", "A15")]
public sealed class PlanTests
{
    private const int OfOne = 100_000;
    private const int OfEachOther = 5_000;
    private static readonly int Total = int.Parse(Environment.GetEnvironmentVariable("TODO_PLAN_TASKS") ?? "1000000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task No_query_reads_the_whole_table()
    {
        await using var database = await TestDatabase.CreateAsync();
        var owner = await FillAsync(database);
        var caller = new Caller(owner, "one", Scopes.Session, TimeZoneInfo.Utc, Door.Rest);
        // The backend's own pool: a compiled query belongs to one model, and an interceptor in the options would make another.
        var settings = SettingsReader.Read<DatabaseSettings>([new("BACKEND_DATABASE_URL", database.ConnectionString)], "BACKEND");
        await using var pool = new TodoDatabase(settings, NullLoggerFactory.Instance, TimeProvider.System);
        var captured = new Captured(database.Name);
        using var listening = DiagnosticListener.AllListeners.Subscribe(captured);
        var text = new StringBuilder($"# Query plans\n\nBy PostgreSQL, for a user with {OfOne:N0} tasks among {Total:N0} in all. `TODO_WRITE_GENERATED=1 ./todo test` writes this page; the test fails on any sequential scan of tasks or the journal.\n");
        foreach (var (name, run) in Queries(caller))
        {
            captured.Commands.Clear();
            await using (var db = pool.CreateContext())
            {
                await run(db);
            }

            Assert.NotEmpty(captured.Commands);
            text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n");
            foreach (var (sql, parameters) in captured.Commands.ToList())
            {
                var plan = await ExplainAsync(database, sql, parameters);
                Assert.False(plan.Contains("Seq Scan on tasks", StringComparison.Ordinal) || plan.Contains("Seq Scan on journal ", StringComparison.Ordinal), $"{name}\n{sql}\n{plan}");
                text.Append(CultureInfo.InvariantCulture, $"\n```text\n{Short(plan)}\n```\n");
            }
        }

        if (Environment.GetEnvironmentVariable("TODO_WRITE_GENERATED") == "1")
        {
            CheckedIn.Verify("docs/query-plans.md", text.ToString());
        }
    }

    private static IEnumerable<(string Name, Func<TodoDb, Task> Run)> Queries(Caller caller)
    {
        var token = CancellationToken.None;
        yield return ("One task", db => new GetTask(db).RunAsync(caller, 1, token));
        yield return ("The newest", List(new()));
        foreach (var status in Enum.GetValues<StatusFilter>())
        {
            foreach (var sort in Enum.GetValues<TaskSort>())
            {
                foreach (var descending in new[] { false, true })
                {
                    yield return ($"{status} by {sort} {(descending ? "descending" : "ascending")}, second page", Paged(new() { Status = status, Sort = sort, Descending = descending }));
                }
            }
        }

        yield return ("Words", List(new() { Words = "bafi kaba" }));
        yield return ("A beginning of a word", List(new() { Words = "b" }));
        yield return ("Words by due date", List(new() { Words = "bafi", Sort = TaskSort.Due }));
        yield return ("A tag", List(new() { Tags = ["home"] }));
        yield return ("Two tags and words, pending", List(new() { Tags = ["home", "work"], Words = "ba", Status = StatusFilter.Pending }));
        yield return ("A project", List(new() { Project = "garden" }));
        yield return ("A priority", List(new() { Priority = Priority.High }));
        yield return ("Due in a range", List(new() { DueFrom = new(2026, 7, 1), DueTo = new(2026, 7, 7), Sort = TaskSort.Due }));
        yield return ("Overdue", List(new() { Overdue = true, Sort = TaskSort.Due }));
        yield return ("Trash", db => new ListTrash(db, TimeProvider.System).RunAsync(caller, 50, null, token));
        yield return ("Tags", db => new ListTags(db).RunAsync(caller, token));
        yield return ("Statistics", db => new GetStats(db, TimeProvider.System).RunAsync(caller, token));
        yield return ("Overview", db => new GetOverview(db, new ListTasks(db, TimeProvider.System), TimeProvider.System).RunAsync(caller, token));
        yield return ("Nearest titles", db => new TaskNames(db).NearestAsync(caller, "bafi kabba", token));
        yield return ("Missing tasks", db => new TaskNames(db).MissingAsync(caller, [999_999_999, 888_888_888], token));
        yield return ("A batch's tasks", db => TaskBatch.LockAsync(db, caller, [1, 5, 9], token));
        yield return ("Undo", db => new UndoTurn(db, TimeProvider.System).PlanAsync(caller, null, token));
        yield return ("Export", async db =>
        {
            await foreach (var _ in new ExportTasks(db).TasksAsync(caller, token))
            {
                break;
            }

            await foreach (var _ in new ExportTasks(db).TrashAsync(caller, token))
            {
                break;
            }
        }
        );

        Func<TodoDb, Task> List(ListQuery query) => db => new ListTasks(db, TimeProvider.System).RunAsync(caller, query, token);
        Func<TodoDb, Task> Paged(ListQuery query) => async db =>
        {
            (await new ListTasks(db, TimeProvider.System).RunAsync(caller, query, token)).TryGet(out var page, out _);
            await new ListTasks(db, TimeProvider.System).RunAsync(caller, query with { Cursor = page!.List.NextCursor }, token);
        };
    }

    // Without triggers and with the indexes made at the end: seconds instead of minutes.
    private static async Task<long> FillAsync(TestDatabase database)
    {
        var others = (Total - OfOne) / OfEachOther;
        await ExecuteAsync(database, $$"""
            set synchronous_commit = off;
            set maintenance_work_mem = '256MB';
            create temp table definitions as select indexname, indexdef from pg_indexes where tablename = 'tasks' and indexname not in ('tasks_pkey', 'tasks_uid');
            do $fill$
            declare definition record;
            begin
                for definition in select * from definitions loop execute 'drop index ' || definition.indexname; end loop;
                alter table tasks disable trigger user;
                insert into users (subject) select 'u' || n from generate_series(0, {{others}}) n;
                -- Interleaved, as tasks of many users come in.
                insert into tasks (user_id, title, description, completed, completed_at, priority, tags, project, due_date, due_time, time_zone, created_at, deleted_at)
                select u.id, word(n * 7) || ' ' || word(n * 31 + u.id) || ' ' || n, case when n % 2 = 0 then 'Bring ' || word(n * 13) end,
                       n % 3 = 0, case when n % 3 = 0 then now() end, n % 4,
                       case n % 5 when 0 then '{home}' when 1 then '{home,work}' when 2 then array['t' || n % 50] else '{}' end::text[],
                       case when n % 20 = 0 then 'garden' end,
                       case when n % 2 = 0 then date '2026-01-01' + n % 730 end, case when n % 4 = 0 then time '09:00' end,
                       case when n % 100 = 0 then 'Europe/Berlin' end,
                       timestamptz '2026-01-01' + make_interval(secs => n), case when n % 50 = 7 then now() end
                from (select id, case when subject = 'u0' then {{OfOne}} else {{OfEachOther}} end as tasks from users) u, generate_series(1, u.tasks) n
                order by n;
                alter table tasks enable trigger user;
                for definition in select * from definitions loop execute definition.indexdef; end loop;
                update users u set pending_count = c.pending, completed_count = c.completed, last_change = c.pending + c.completed
                from (select user_id, count(*) filter (where not completed) as pending, count(*) filter (where completed) as completed from tasks where deleted_at is null group by user_id) c
                where c.user_id = u.id;
            end $fill$;
            """.Replace("word(", "pg_temp.word(", StringComparison.Ordinal).Insert(0, """
            create function pg_temp.word(seed bigint) returns text language sql immutable return
                (array['ba','de','fi','go','hu','ka','le','mi','no','pu'])[seed % 10 + 1] || (array['ba','de','fi','go','hu','ka','le','mi','no','pu'])[seed / 7 % 10 + 1];

            """));
        // Every fifth task has a change, and of those every tenth is of a turn, twenty of which make one.
        await ExecuteAsync(database, """
            insert into journal (user_id, number, task_id, what, after, door, turn, call)
            select row.user_id, number, row.id, 'created', case when number % 10 = 0 then journal_row(row) end, case when number % 10 = 0 then 'chat' else 'rest' end,
                   case when number % 10 = 0 then row.user_id * 1000000 + number / 200 end, case when number % 10 = 0 then 'c' || number end
            from (select id, row_number() over (partition by user_id order by id) as number from tasks where id % 5 = 0) changed join tasks row on row.id = changed.id
            """);
        await ExecuteAsync(database, "vacuum analyze tasks");
        await ExecuteAsync(database, "vacuum analyze journal");
        await database.ExecuteAsync("analyze users");
        await using var db = database.Context();
        return await db.Users.Where(user => user.Subject == "u0").Select(user => user.Id).SingleAsync();
    }

    // A million rows take longer than a command's usual time.
    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ExplainAsync(TestDatabase database, string sql, NpgsqlParameter[] parameters)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("explain (costs off) " + sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    // The nodes only: conditions repeat the query.
    private static string Short(string plan) =>
        string.Join('\n', plan.Split('\n').Where(line => !line.Contains(": ", StringComparison.Ordinal) || line.Contains("Index Cond", StringComparison.Ordinal)).Select(line => line.Length > 140 ? line[..140] + "…" : line));

    /// <summary>Hears of every command of this process that goes to one database.</summary>
    private sealed class Captured(string database) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public List<(string Sql, NpgsqlParameter[] Parameters)> Commands { get; } = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData { Command: var command } && command.Connection?.Database == database)
            {
                Commands.Add((command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone())]));
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
