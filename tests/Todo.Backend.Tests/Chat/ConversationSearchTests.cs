using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Chat;
using Todo.Backend.Operations;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat;

[Trait("rule", "A8")]
public sealed class ConversationSearchTests(OneBackend one) : IClassFixture<OneBackend>, IAsyncLifetime
{
    private TestUser ana = null!;

    public async ValueTask InitializeAsync() => ana = await TestUser.CreateAsync(one.Backend);

    public ValueTask DisposeAsync()
    {
        ana.Client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("kumquats", "kumquats")]
    [InlineData("KUMQ", "kumquats")]
    [InlineData("cafe", "café")]
    [InlineData("CAFÉ", "café")]
    [InlineData("buy tomorrow", "kumquats")]
    [InlineData("buy café", "")]
    [InlineData("umquats", "")]
    [InlineData("100%", "")]
    [InlineData("it's; drop table", "")]
    public async Task Conversations_are_found_by_words_of_one_message_whatever_their_case_and_accents(string words, string found)
    {
        await SayAsync("hello kumquats", "buy kumquats tomorrow morning");
        await SayAsync("hello café", "we meet in the café");
        var titles = await FindAsync(words);
        Assert.Equal(found.Length == 0 ? [] : [$"hello {found}"], titles);
    }

    [Fact]
    public async Task A_new_title_is_found_and_the_old_one_no_more()
    {
        var id = await SayAsync("hello");
        using var renamed = await ana.Client.PatchAsJsonAsync($"/api/conversations/{id}", new { title = "  Trip to Łódź 🧳 " });
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        Assert.Equal("Trip to Łódź 🧳", (string)(await renamed.Content.ReadFromJsonAsync<JsonObject>())!["title"]!);
        Assert.Equal(["Trip to Łódź 🧳"], await FindAsync("trip łó"));
        Assert.Equal("Trip to Łódź 🧳", (string)(await ana.Client.GetFromJsonAsync<JsonObject>($"/api/conversations/{id}"))!["title"]!);
    }

    [Fact]
    public async Task Renaming_leaves_the_order_of_the_list()
    {
        var first = await SayAsync("first");
        await SayAsync("second");
        await ana.Client.PatchAsJsonAsync($"/api/conversations/{first}", new { title = "renamed" });
        Assert.Equal(["second", "renamed"], Titles((await ana.Client.GetFromJsonAsync<JsonObject>("/api/conversations"))!));
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task Conversations_of_others_are_neither_found_nor_renamed()
    {
        var id = await SayAsync("my secret");
        var ben = await TestUser.CreateAsync(one.Backend);
        Assert.Empty(Titles((await ben.Client.GetFromJsonAsync<JsonObject>("/api/conversations?q=secret"))!));
        using var refused = await ben.Client.PatchAsJsonAsync($"/api/conversations/{id}", new { title = "mine" });
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(["my secret"], await FindAsync("secret"));
    }

    [Fact]
    [Trait("rule", "A15")]
    public async Task A_deleted_conversation_is_neither_found_nor_renamed()
    {
        var id = await SayAsync("hello");
        await ana.Client.DeleteAsync($"/api/conversations/{id}");
        Assert.Empty(await FindAsync("hello"));
        using var refused = await ana.Client.PatchAsJsonAsync($"/api/conversations/{id}", new { title = "back" });
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task What_is_found_is_read_page_by_page()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await SayAsync($"needle {number}");
            await SayAsync($"straw {number}");
        }

        var found = new List<string>();
        string? cursor = "";
        for (var page = 0; cursor is not null && page < 4; page++)
        {
            var answer = (await ana.Client.GetFromJsonAsync<JsonObject>($"/api/conversations?q=needle&limit=2{cursor}"))!;
            found.AddRange(Titles(answer));
            cursor = answer["next_cursor"] is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal(["needle 5", "needle 4", "needle 3", "needle 2", "needle 1"], found);
    }

    [Theory]
    [Trait("rule", "A5")]
    [InlineData("""{}""")]
    [InlineData("""{"title":null}""")]
    [InlineData("""{"title":""}""")]
    [InlineData("""{"title":"  "}""")]
    [InlineData("""{"title":"a\nb"}""")]
    [InlineData("""{"title":7}""")]
    [InlineData("""{"title":"\ud800"}""")]
    public async Task A_wrong_title_is_400_with_its_name(string body)
    {
        var id = await SayAsync("hello");
        using var response = await ana.Client.PatchAsync($"/api/conversations/{id}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("hello", Assert.Single(await FindAsync("hello")));
    }

    [Fact]
    [Trait("rule", "A5")]
    public async Task A_title_has_at_most_80_code_points()
    {
        var id = await SayAsync("hello");
        using var fits = await ana.Client.PatchAsJsonAsync($"/api/conversations/{id}", new { title = string.Concat(Enumerable.Repeat("🛒", 80)) });
        using var longer = await ana.Client.PatchAsJsonAsync($"/api/conversations/{id}", new { title = string.Concat(Enumerable.Repeat("🛒", 81)) });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (fits.StatusCode, longer.StatusCode));
    }

    [Theory]
    [Trait("rule", "A5")]
    [InlineData("?q=", "q")]
    [InlineData("?q=!!", "q")]
    [InlineData("?q=a&q=b", "q")]
    [InlineData("?q=a%00b", "q")]
    [InlineData("/1?q=a", "q")]
    public async Task A_wrong_search_is_400_with_its_name(string path, string field)
    {
        using var response = await ana.Client.GetAsync($"/api/conversations{path}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], (await response.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task A_token_that_only_reads_finds_and_does_not_rename()
    {
        var id = await SayAsync("hello");
        using var made = await ana.Client.PostAsJsonAsync("/api/tokens", new { name = "reader", scopes = new[] { "read" }, expires_in_days = 1 });
        var reader = one.Backend.Client((string)(await made.Content.ReadFromJsonAsync<JsonObject>())!["token"]!);
        Assert.Single(Titles((await reader.GetFromJsonAsync<JsonObject>("/api/conversations?q=hello"))!));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PatchAsJsonAsync($"/api/conversations/{id}", new { title = "mine" })).StatusCode);
    }

    [Fact]
    public async Task A_message_of_any_size_is_stored_and_found_by_its_beginning()
    {
        var id = await SayAsync("hello");
        var text = "needle " + string.Join(' ', Enumerable.Range(0, 400_000));
        await using var db = one.Backend.Database.Context();
        db.Messages.Add(new Message { ConversationId = id, UserId = ana.Id, Role = Message.Assistant, Content = text, Status = Message.Done, CreatedAt = DateTimeOffset.UtcNow });
        await db.SaveChangesAsync();
        Assert.Equal(["hello"], await FindAsync("needle"));
        Assert.Empty(await FindAsync("399999"));
    }

    [Fact]
    [Trait("rule", "A15")]
    public async Task The_search_reads_the_indexes_and_no_table_whole()
    {
        await one.Backend.Database.ExecuteAsync(
            $"""
            insert into conversations (user_id, title) select {ana.Id}, 'Talk ' || n from generate_series(1, 3000) n;
            insert into messages (conversation_id, user_id, role, content)
            select id, user_id, 'user', 'word' || (id + k) || ' and more' from conversations, generate_series(1, 10) k where user_id = {ana.Id};
            analyze conversations; analyze messages;
            """);
        await using var db = one.Backend.Database.Context();
        var caller = new Caller(ana.Id, ana.Subject, Scopes.Session, TimeZoneInfo.Utc, Door.Rest);
        await using var command = (NpgsqlCommand)db.Found("word77", caller).OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Id).Take(51).CreateDbCommand();
        await db.Database.OpenConnectionAsync();
        command.CommandText = "explain " + command.CommandText;
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        var text = string.Join('\n', plan);
        Assert.DoesNotContain("Seq Scan", text, StringComparison.Ordinal);
        Assert.Contains("messages_search", text, StringComparison.Ordinal);
        Assert.Contains("conversations_search", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_export_has_every_conversation_with_its_messages_and_nothing_of_the_moment()
    {
        var id = await SayAsync("hello", "hello again");
        var export = (await ana.Client.GetFromJsonAsync<JsonObject>("/api/export"))!;
        var conversation = Assert.Single(export["conversations"]!.AsArray())!.AsObject();
        Assert.Equal(["id", "user_id", "title", "created_at", "updated_at", "messages"], conversation.Select(member => member.Key));
        Assert.Equal((id, "hello", 4), ((long)conversation["id"]!, (string)conversation["title"]!, conversation["messages"]!.AsArray().Count));
        Assert.Equal("destructive", (string)export["user"]!["approvals"]!);
    }

    private async Task<long> SayAsync(params IEnumerable<string> messages)
    {
        long? id = null;
        foreach (var message in messages)
        {
            using var response = await ana.Client.PostAsJsonAsync("/api/chat", new { message, conversation_id = id });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            id = (long)(await response.Content.ReadFromJsonAsync<JsonObject>())!["conversation_id"]!;
        }

        return id!.Value;
    }

    private async Task<List<string>> FindAsync(string words) =>
        Titles((await ana.Client.GetFromJsonAsync<JsonObject>($"/api/conversations?q={Uri.EscapeDataString(words)}"))!);

    private static List<string> Titles(JsonObject list) => [.. list["conversations"]!.AsArray().Select(row => (string)row!["title"]!)];
}
