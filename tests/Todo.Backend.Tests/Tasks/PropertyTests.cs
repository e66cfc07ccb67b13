using System.Globalization;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Tasks;

/// <summary>Properties over random input; the seed is in the test's name.</summary>
[Trait("rule", "A1")]
public sealed class PropertyTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    private static readonly string?[] Priorities = ["high", "medium", "low", null];
    private static readonly string[] Sorts = ["created", "due", "due_date", "priority", "title"];

    public static TheoryData<int> Seeds { get; } = [1, 2, 3];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_walk_through_the_pages_meets_every_task_once_in_order_while_others_are_added(int seed)
    {
        var random = new Random(seed);
        var user = await fixture.UserAsync();
        var all = new Dictionary<long, JsonObject>();
        for (var i = 0; i < 40; i++)
        {
            var task = await user.AddAsync(RandomTask(random).ToJsonString());
            all.Add(task.Id(), task);
        }

        foreach (var sort in Sorts)
        {
            foreach (var order in new[] { null, "asc", "desc" })
            {
                var filter = random.Next(4) switch { 0 => "&tag=A", 1 => "&status=pending", 2 => "&priority=high", _ => "" };
                await WalkAsync(user, random, all, sort, order, filter);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_patch_is_a_merge_into_the_task(int seed)
    {
        var random = new Random(seed);
        var user = await fixture.UserAsync();
        var task = await user.AddAsync("""{"title":"start"}""");
        for (var i = 0; i < 40; i++)
        {
            var patch = RandomTask(random);
            foreach (var name in patch.Select(member => member.Key).Where(_ => random.Next(3) == 0).ToList())
            {
                patch.Remove(name);
            }

            var answer = await user.SendAsync("PATCH", $"/api/tasks/{task.Id()}", patch.ToJsonString(), "application/merge-patch+json");

            Assert.True(answer.Status == 200, answer.Text);
            var expected = task.DeepClone().AsObject();
            foreach (var (name, value) in patch)
            {
                expected[name] = name == "tags" && value is null ? new JsonArray() : value?.DeepClone();
            }

            if (expected["due_time"] is not null && expected["due_date"] is null)
            {
                // A time without a date means today.
                expected["due_date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }

            var isChanged = expected.ToJsonString() != task.ToJsonString();
            expected["updated_at"] = answer.Object["updated_at"]!.DeepClone();
            Assert.Equal(expected.ToJsonString(), answer.Object.ToJsonString());
            Assert.Equal(isChanged, answer.Object["updated_at"]!.ToString() != task["updated_at"]!.ToString());
            task = answer.Object;
        }
    }

    [Fact]
    public async Task A_search_finds_words_and_beginnings_without_case_and_accents()
    {
        var user = await fixture.UserAsync();
        await user.AddAsync("""{"title":"Crème brûlée backen","description":"für Zoë\nund Æther","tags":["Küche"],"project":"Große Feier"}""");
        await user.AddTitleAsync("unrelated");

        foreach (var found in new[] { "creme", "CRÈME", "brul", "creme brulee", "zoe", "backen zo", "b", "fur" })
        {
            Assert.True(await TotalAsync($"q={Uri.EscapeDataString(found)}") == 1, found);
        }

        foreach (var missed in new[] { "rème", "creme unrelated", "kuche", "lée" })
        {
            Assert.True(await TotalAsync($"q={Uri.EscapeDataString(missed)}") == 0, missed);
        }

        Assert.Equal(1, await TotalAsync("tag=k%C3%9CCHE"));
        Assert.Equal(1, await TotalAsync("project=gro%C3%9Fe%20feier&q=creme&tag=K%C3%BCche&status=pending"));
        Assert.Equal(0, await TotalAsync("tag=K%C3%BCche&tag=other"));

        async Task<int> TotalAsync(string query)
        {
            var list = (await user.SendAsync("GET", $"/api/tasks?{query}")).Object;
            Assert.Equal(list["total"]!.GetValue<int>(), list["tasks"]!.AsArray().Count);
            return list["total"]!.GetValue<int>();
        }
    }

    [Fact]
    public async Task Due_ranges_include_both_ends_and_overdue_means_past_on_the_tasks_own_clock()
    {
        var user = await fixture.UserAsync();
        foreach (var date in new[] { "2026-07-15", "2026-07-16", "2026-07-17", "2026-07-18" })
        {
            await user.AddAsync($$"""{"title":"{{date}}","due_date":"{{date}}"}""");
        }

        await user.AddAsync("""{"title":"midnight after","due_date":"2026-07-18","due_time":"00:00"}""");
        Assert.Equal(["2026-07-16", "2026-07-17"], await TitlesAsync("due_from=2026-07-16&due_to=2026-07-17&sort=due"));
        Assert.Equal(["2026-07-15"], await TitlesAsync("due_to=2026-07-15"));

        var late = await fixture.UserAsync();
        var now = TimeProvider.System.GetUtcNow();
        // It is past in Kiritimati (UTC+14) what is to come in Pago Pago (UTC-11).
        var (date2, time2) = (now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), now.ToString("HH:mm", CultureInfo.InvariantCulture));
        await late.AddAsync($$"""{"title":"east","due_date":"{{date2}}","due_time":"{{time2}}","time_zone":"Pacific/Kiritimati"}""");
        await late.AddAsync($$"""{"title":"west","due_date":"{{date2}}","due_time":"{{time2}}","time_zone":"Pacific/Pago_Pago"}""");
        await late.AddAsync("""{"title":"long ago","due_date":"2020-01-01"}""");
        await late.AddAsync("""{"title":"far","due_date":"2126-01-01"}""");
        await late.SendAsync("PATCH", $"/api/tasks/{(await late.AddAsync("""{"title":"done","due_date":"2020-01-01"}""")).Id()}/complete");
        var overdue = (await late.SendAsync("GET", "/api/tasks?overdue=true&sort=title")).Object;
        Assert.Equal(["east", "long ago"], overdue["tasks"]!.AsArray().Select(task => task!["title"]!.GetValue<string>()));
        Assert.Equal(2, (await late.SendAsync("GET", "/api/stats")).Object["overdue"]!.GetValue<int>());

        async Task<List<string>> TitlesAsync(string query) =>
            [.. (await user.SendAsync("GET", $"/api/tasks?{query}")).Object["tasks"]!.AsArray().Select(task => task!["title"]!.GetValue<string>())];
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_user_filters_and_order()
    {
        var (user, other) = (await fixture.UserAsync(), await fixture.UserAsync());
        for (var i = 0; i < 3; i++)
        {
            await user.AddTitleAsync($"a{i}");
        }

        var cursor = (await user.SendAsync("GET", "/api/tasks?limit=1&sort=title")).Object["next_cursor"]!.GetValue<string>();

        Assert.Equal(200, (await user.SendAsync("GET", $"/api/tasks?limit=2&sort=title&cursor={cursor}")).Status);
        foreach (var query in new[] { "sort=title&order=desc", "sort=created", "sort=title&q=a" })
        {
            Assert.Equal(["cursor"], (await user.SendAsync("GET", $"/api/tasks?{query}&cursor={cursor}")).Problem(400, "invalid").ErrorNames);
        }

        Assert.Equal(["cursor"], (await other.SendAsync("GET", $"/api/tasks?sort=title&cursor={cursor}")).Problem(400, "invalid").ErrorNames);
    }

    [Fact]
    public async Task The_event_id_of_a_list_is_the_epoch_and_the_accounts_last_change()
    {
        var user = await fixture.UserAsync();
        var empty = (await user.SendAsync("GET", "/api/tasks")).Header("Event-Id")!;
        await user.AddTitleAsync("a");

        Assert.EndsWith("-0", empty, StringComparison.Ordinal);
        foreach (var query in new[] { "", "?q=a", "?sort=due", "?status=completed", "/trash" })
        {
            Assert.Equal(empty[..^1] + "1", (await user.SendAsync("GET", $"/api/tasks{query}")).Header("Event-Id"));
        }
    }

    private static async Task WalkAsync(Testing.TestUser user, Random random, Dictionary<long, JsonObject> all, string sort, string? order, string filter)
    {
        var matching = all.Values.Where(task => filter switch
        {
            "&tag=A" => task["tags"]!.AsArray().Any(tag => tag!.GetValue<string>() == "a"),
            "&priority=high" => task["priority"]?.GetValue<string>() == "high",
            _ => true,
        }).ToList();
        var (seen, cursor) = (new List<JsonObject>(), "");
        do
        {
            var page = await user.SendAsync("GET", $"/api/tasks?sort={sort}{(order is null ? "" : $"&order={order}")}{filter}&limit={random.Next(1, 8)}{cursor}");
            Assert.True(page.Status == 200, page.Text);
            seen.AddRange(page.Object["tasks"]!.AsArray().Select(task => task!.AsObject()));
            cursor = page.Object["next_cursor"] is { } next ? $"&cursor={next.GetValue<string>()}" : "";
            if (random.Next(6) == 0)
            {
                var task = await user.AddAsync(RandomTask(random).ToJsonString());
                all.Add(task.Id(), task);
            }
        }
        while (cursor.Length > 0);

        Assert.Equal(seen.Count, seen.Select(task => task.Id()).Distinct().Count());
        Assert.Empty(matching.Select(task => task.Id()).Except(seen.Select(task => task.Id())));
        var descending = order == "desc" || (order is null && sort == "created");
        Assert.Equal(seen.OrderBy(task => task, Comparer<JsonObject>.Create((one, other) => Compare(one, other, sort, descending))).Select(task => task.Id()), seen.Select(task => task.Id()));
    }

    // The order as the contract says it, written once more and differently.
    private static int Compare(JsonObject one, JsonObject other, string sort, bool descending)
    {
        var sign = descending ? -1 : 1;
        var byKey = sort switch
        {
            "created" => sign * string.CompareOrdinal(one["created_at"]!.ToString(), other["created_at"]!.ToString()),
            "priority" => sign * (Rank(one) - Rank(other)),
            "title" => sign * string.CompareOrdinal(one["title"]!.ToString(), other["title"]!.ToString()),
            _ => (one["due_date"], other["due_date"]) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                _ => sign * string.CompareOrdinal(Due(one), Due(other)),
            },
        };
        return byKey != 0 ? byKey : sort == "created" ? sign * one.Id().CompareTo(other.Id()) : one.Id().CompareTo(other.Id());

        static int Rank(JsonObject task) => 4 - Array.IndexOf(Priorities, task["priority"]?.GetValue<string>());
        static string Due(JsonObject task) => $"{task["due_date"]}T{task["due_time"]?.ToString() ?? "24:00"}";
    }

    private static JsonObject RandomTask(Random random)
    {
        var date = random.Next(3) == 0 ? null : new DateOnly(2026, 1, 1).AddDays(random.Next(10)).ToString("O", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["title"] = new string((char)('a' + random.Next(5)), random.Next(1, 4)),
            ["description"] = random.Next(2) == 0 ? null : "text",
            ["priority"] = Priorities[random.Next(4)],
            ["tags"] = random.Next(4) == 0 ? null : new JsonArray([.. "abc".Where(_ => random.Next(2) == 0).Select(tag => (JsonNode)tag.ToString())]),
            ["due_date"] = date,
            ["due_time"] = date is null || random.Next(2) == 0 ? null : $"{random.Next(24):00}:30",
            ["duration_min"] = random.Next(2) == 0 ? null : random.Next(1, 100),
        };
    }
}
