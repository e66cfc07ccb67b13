using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Accounts.SigningKeys;
using Todo.Testing;

namespace Todo.Backend.Tests.Journal;

/// <summary>Two backends on one database: whatever one of them writes, the streams of both bring.</summary>
[Trait("rule", "A12")]
public sealed class EventStreamTests(TwoBackends backends) : IClassFixture<TwoBackends>
{
    private readonly TestDatabase database = backends.Database;
    private readonly TestBackend first = backends.First;
    private readonly TestBackend second = backends.Second;

    [Fact]
    public async Task Changes_come_in_order_with_the_task()
    {
        var ana = await TestUser.CreateAsync(first);
        await using var events = await EventClient.OpenNowAsync(ana.Client);
        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", events.Response.Headers.GetValues("X-Accel-Buffering").Single());

        var task = await AddAsync(ana.Client, "Water the plants");
        await ana.Client.PatchAsJsonAsync($"/api/tasks/{task}", new { priority = "high" });
        await ana.Client.PatchAsJsonAsync($"/api/tasks/{task}/complete", new { completed = true });
        await ana.Client.DeleteAsync($"/api/tasks/{task}");
        await ana.Client.PostAsync($"/api/tasks/{task}/restore", null);

        var seen = await events.TakeAsync(5);
        Assert.Equal(["created", "updated", "completed", "deleted", "restored"], seen.Select(e => e.Type));
        Assert.Equal([1, 2, 3, 4, 5], seen.Select(e => e.Number));
        Assert.All(seen, e => Assert.Equal((task, "Water the plants"), ((long)e.Data["id"]!, (string)e.Data["title"]!)));
        Assert.Null(seen[0].Data["priority"]);
        Assert.Equal("high", (string)seen[1].Data["priority"]!);
        Assert.True((bool)seen[2].Data["completed"]!);
        Assert.Equal(20, seen[0].Data.AsObject().Count);
    }

    [Fact]
    public async Task A_stream_that_was_cut_goes_on_at_another_replica()
    {
        var ana = await TestUser.CreateAsync(first);
        string last;
        await using (var events = await EventClient.OpenNowAsync(ana.Client))
        {
            await AddAsync(ana.Client, "one");
            await AddAsync(ana.Client, "two");
            await events.TakeAsync(2);
            last = events.LastId!;
        }

        for (var i = 0; i < 250; i++)
        {
            await AddAsync(ana.Client, $"missed {i}");
        }

        var other = second.Client(ana.Token);
        await using var resumed = await EventClient.OpenAsync(other, last);
        var seen = await resumed.TakeAsync(250);
        Assert.Equal(Enumerable.Range(3, 250).Select(number => (long)number), seen.Select(e => e.Number));

        await using var fromAddress = await EventClient.OpenAsync(other, path: $"/api/events?last_event_id={last}");
        Assert.Equal(3, (await fromAddress.NextAsync())!.Number);
    }

    [Fact]
    [Trait("rule", "A3")]
    public async Task A_stream_goes_on_from_a_list_without_a_gap()
    {
        var ana = await TestUser.CreateAsync(first);
        await AddAsync(ana.Client, "in the list");
        using var list = await ana.Client.GetAsync("/api/tasks");
        await AddAsync(ana.Client, "after the list");
        await using var events = await EventClient.OpenAsync(second.Client(ana.Token), list.Headers.GetValues("Event-Id").Single());
        Assert.Equal("after the list", (string)(await events.NextAsync())!.Data["title"]!);
    }

    [Fact]
    public async Task A_connection_that_ends_before_an_event_loses_nothing()
    {
        var ana = await TestUser.CreateAsync(first);
        await AddAsync(ana.Client, "before");
        string place;
        await using (var events = await EventClient.OpenNowAsync(ana.Client))
        {
            place = events.LastId!;
        }

        await AddAsync(ana.Client, "meanwhile");
        await using var resumed = await EventClient.OpenAsync(ana.Client, place);
        Assert.Equal("meanwhile", (string)(await resumed.NextAsync())!.Data["title"]!);
    }

    [Theory]
    [InlineData("ffffffffffff-1")]
    [InlineData("{epoch}-99")]
    [InlineData("nonsense")]
    [InlineData("{epoch}-1")]
    public async Task An_id_that_is_not_known_any_more_is_one_reset(string id)
    {
        var ana = await TestUser.CreateAsync(first);
        await AddAsync(ana.Client, "one");
        await AddAsync(ana.Client, "two");
        await AddAsync(ana.Client, "three");
        await database.ExecuteAsync($"update journal set before = null, after = null where user_id = {ana.Id} and number <= 2");
        await using var events = await EventClient.OpenAsync(ana.Client, id.Replace("{epoch}", await EpochAsync(), StringComparison.Ordinal));

        var reset = (await events.NextAsync())!;
        Assert.Equal(("reset", 3), (reset.Type, reset.Number));
        Assert.Equal(await EpochAsync(), reset.Epoch);

        await AddAsync(ana.Client, "four");
        Assert.Equal(("created", 4), ((await events.NextAsync())! is var next ? (next.Type, next.Number) : default));
    }

    [Fact]
    public async Task A_restore_resets_the_open_streams()
    {
        var ana = await TestUser.CreateAsync(first);
        await using var events = await EventClient.OpenNowAsync(ana.Client);
        await AddAsync(ana.Client, "before");
        await events.TakeAsync(1);
        await database.ExecuteAsync("update journal_epoch set epoch = 'cafecafecafe'");

        var reset = (await events.NextAsync())!;
        Assert.Equal(("reset", "cafecafecafe-1"), (reset.Type, reset.Id));
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task Nobody_sees_the_changes_of_others()
    {
        var ana = await TestUser.CreateAsync(first);
        var ben = await TestUser.CreateAsync(first);
        await using var events = await EventClient.OpenNowAsync(ben.Client);
        await AddAsync(ana.Client, "a secret");
        await AddAsync(ben.Client, "his own");
        Assert.Equal("his own", (string)(await events.NextAsync())!.Data["title"]!);

        // Not with the place of another either: numbers are each user's own.
        await using var all = await EventClient.OpenAsync(ben.Client, $"{await EpochAsync()}-0");
        Assert.Equal("his own", (string)(await all.NextAsync())!.Data["title"]!);
    }

    [Fact]
    public async Task Eight_writers_at_two_replicas_lose_nothing_and_double_nothing()
    {
        const int Writers = 8;
        const int Each = 40;
        var ana = await TestUser.CreateAsync(first);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            using var client = (writer % 2 == 0 ? first : second).Client(ana.Token);
            for (var i = 0; i < Each; i++)
            {
                await AddAsync(client, $"{writer}/{i}");
            }
        }));

        // The client changes the replica after every few events, in the middle of the writing.
        var seen = new List<ServerEvent>();
        var place = $"{await EpochAsync()}-0";
        TestBackend[] replicas = [first, second];
        for (var turn = 0; seen.Count < Writers * Each; turn++)
        {
            await using var events = await EventClient.OpenAsync(replicas[turn % 2].Client(ana.Token), place);
            seen.AddRange(await events.TakeAsync(Math.Min(17, (Writers * Each) - seen.Count)));
            place = events.LastId!;
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(number => (long)number), seen.Select(e => e.Number));
        Assert.Equal(Writers * Each, seen.Select(e => (string)e.Data["title"]!).Distinct().Count());
        for (var writer = 0; writer < Writers; writer++)
        {
            var own = seen.Select(e => (string)e.Data["title"]!).Where(title => title.StartsWith($"{writer}/", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{writer}/{i}"), own);
        }
    }

    [Fact]
    public async Task A_replica_that_is_killed_loses_nothing_and_doubles_nothing()
    {
        const int Changes = 120;
        var ana = await TestUser.CreateAsync(first);
        using var killed = await BackendProcess.StartAsync(first);
        using var there = new HttpClient { BaseAddress = killed.Address };
        there.DefaultRequestHeaders.Authorization = ana.Client.DefaultRequestHeaders.Authorization;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++)
            {
                await AddAsync(ana.Client, $"{i}");
            }
        });

        var seen = new List<ServerEvent>();
        var place = $"{await EpochAsync()}-0";
        await using (var events = await EventClient.OpenAsync(there, place))
        {
            seen.AddRange(await events.TakeAsync(Changes / 4));
            killed.Kill();
            try
            {
                // What was on its way still comes; then the connection breaks.
                while (await events.NextAsync() is { } late)
                {
                    seen.Add(late);
                }
            }
            catch (IOException)
            {
                Assert.InRange(seen.Count, Changes / 4, Changes);
            }

            place = events.LastId!;
        }

        await using var resumed = await EventClient.OpenAsync(second.Client(ana.Token), place);
        seen.AddRange(await resumed.TakeAsync(Changes - seen.Count));
        await writing;
        Assert.Equal(Enumerable.Range(1, Changes).Select(number => (long)number), seen.Select(e => e.Number));
    }

    [Fact]
    public async Task A_replica_that_drains_ends_its_streams()
    {
        var ana = await TestUser.CreateAsync(first);
        var third = await TestBackend.StartAsync(database);
        await using var events = await EventClient.OpenNowAsync(third.Client(ana.Token));
        var stopping = third.DisposeAsync();
        Assert.Null(await events.NextAsync());
        await stopping;
    }

    [Fact]
    public async Task A_quiet_stream_has_a_heart()
    {
        await using var third = await TestBackend.StartAsync(database, new Dictionary<string, string?> { ["BACKEND_EVENTS_HEARTBEAT"] = "1s" });
        var ana = await TestUser.CreateAsync(third);
        await using var events = await EventClient.OpenNowAsync(ana.Client);
        await events.ReadCommentAsync();
        await AddAsync(ana.Client, "still alive");
        Assert.Equal("still alive", (string)(await events.NextAsync())!.Data["title"]!);
    }

    [Fact]
    public async Task Too_many_streams_of_one_user_are_refused()
    {
        await using var strict = await TestBackend.StartAsync(database, new Dictionary<string, string?> { ["BACKEND_EVENTS_MAX_STREAMS"] = "1" });
        var ana = await TestUser.CreateAsync(strict);
        await using (await EventClient.OpenNowAsync(ana.Client))
        {
            using var refused = await ana.Client.GetAsync("/api/events");
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        // Another user has room of his own.
        var ben = await TestUser.CreateAsync(strict);
        await using var events = await EventClient.OpenNowAsync(ben.Client);
    }

    [Theory]
    [Trait("rule", "A14")]
    [InlineData("update sessions set revoked_at = now()")]
    [InlineData("update users set disabled_at = now()")]
    public async Task A_stream_ends_when_its_token_does(string sql)
    {
        var ana = await TestUser.CreateAsync(first);
        var ben = await TestUser.CreateAsync(first);
        await using var events = await EventClient.OpenNowAsync(ana.Client);
        await using var others = await EventClient.OpenNowAsync(ben.Client);
        await database.ExecuteAsync($"{sql} where {(sql.Contains("sessions", StringComparison.Ordinal) ? "user_id" : "id")} = {ana.Id}");
        Assert.Null(await events.NextAsync());

        await AddAsync(ben.Client, "still here");
        Assert.Equal("still here", (string)(await others.NextAsync())!.Data["title"]!);
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task A_stream_ends_when_its_token_expires()
    {
        var ana = await TestUser.CreateAsync(first);
        await using var db = database.Context();
        var handle = await db.Sessions.Where(session => session.UserId == ana.Id).Select(session => session.Handle).SingleAsync();
        var tokens = first.Services.GetRequiredService<AccessTokens>();
        var token = await tokens.CreateAsync(ana.Subject, handle, TimeProvider.System.GetUtcNow().AddSeconds(5), CancellationToken.None);
        await using var events = await EventClient.OpenNowAsync(first.Client(token));
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task A_stream_ends_when_its_personal_token_is_revoked_at_another_replica()
    {
        var ana = await TestUser.CreateAsync(first);
        using var made = await ana.Client.PostAsJsonAsync("/api/tokens", new { name = "stream", scopes = new[] { "read" }, expires_in_days = 1 });
        var token = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        await using var events = await EventClient.OpenNowAsync(second.Client((string)token["token"]!));
        using var revoked = await ana.Client.DeleteAsync($"/api/tokens/{token["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task Without_a_token_there_is_no_stream()
    {
        using var client = first.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/events")).StatusCode);
    }

    private static async Task<long> AddAsync(HttpClient client, string title)
    {
        using var response = await client.PostAsJsonAsync("/api/tasks", new { title });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (long)(await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
    }

    private async Task<string> EpochAsync()
    {
        await using var db = database.Context();
        return await db.JournalEpochs.Select(row => row.Epoch).SingleAsync();
    }
}
