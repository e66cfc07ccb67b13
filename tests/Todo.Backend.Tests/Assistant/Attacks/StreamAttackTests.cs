using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Chat.Streaming;
using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>Streams asked for with rubbish, after a purge, and by many.</summary>
[Trait("rule", "A8")]
public sealed class StreamAttackTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1 or 1=1")]
    [InlineData("١")]
    [InlineData("null")]
    public async Task A_place_that_is_no_number_is_refused(string place)
    {
        var ana = await stage.PersonAsync(Reply.Say("Hello!"));
        var path = $"/api/chat/{(await ana.SayAsync("Hi")).Conversation()}/events";
        using var asked = await ana.Client.GetAsync($"{path}?after={Uri.EscapeDataString(place)}");
        Assert.Equal(HttpStatusCode.BadRequest, asked.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Last-Event-ID", Uri.EscapeDataString(place)));
        using var headed = await ana.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, headed.StatusCode);
    }

    [Fact]
    public async Task After_the_last_number_and_far_beyond_there_is_nothing_and_an_end()
    {
        var ana = await stage.PersonAsync(Reply.Say("Hello!"));
        var conversation = (await ana.SayAsync("Hi")).Conversation();
        Assert.Contains("Hello!", await ana.Client.GetStringAsync($"/api/chat/{conversation}/events"), StringComparison.Ordinal);
        Assert.Equal("", await ana.Client.GetStringAsync($"/api/chat/{conversation}/events?after={long.MaxValue}"));
    }

    [Fact]
    public async Task After_a_purge_the_stream_is_empty_and_the_message_still_has_its_answer()
    {
        var ana = await stage.PersonAsync(Reply.Use("add_task", new { title = "Buy milk" }), Reply.Say("Added."), Reply.Say("Still here."));
        var message = new JsonObject { ["message"] = "Add milk", ["message_id"] = Guid.NewGuid() };
        var conversation = (await ana.PostAsync("/api/chat", message)).Answer.Conversation();
        await stage.Backend.Database.ExecuteAsync($"delete from turn_events where conversation_id = {conversation}");

        Assert.Equal("", await ana.Client.GetStringAsync($"/api/chat/{conversation}/events"));
        using var again = await ana.Client.PostAsync("/api/chat/stream", System.Net.Http.Json.JsonContent.Create(message));
        Assert.Contains("\"response\":\"Added.\"", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await ana.ChangesAsync());
        Assert.Equal("Still here.", (await ana.SayAsync("And now?", conversation)).Text());
    }

    [Fact]
    public async Task A_hundred_readers_see_the_same_and_the_message_runs_once()
    {
        var ana = await stage.PersonAsync(Reply.Use("add_task", new { title = "Buy milk" }), Reply.Say("one two three four five six seven eight") with { Delay = 20 });
        var message = new JsonObject { ["message"] = "Add milk", ["message_id"] = Guid.NewGuid() };
        var streams = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var response = await ana.Client.PostAsync("/api/chat/stream", System.Net.Http.Json.JsonContent.Create(message.DeepClone()));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }));

        // As it was said, or as it was stored: the members' order is the database's then.
        Assert.All(streams, stream => Assert.Equal(Shape(streams[0]), Shape(stream)));
        Assert.EndsWith(" done", Shape(streams[0])[^1], StringComparison.Ordinal);
        Assert.Equal(1, await ana.ChangesAsync());
    }

    [Fact]
    public async Task An_event_that_the_database_refuses_holds_up_nobody()
    {
        var ana = await stage.PersonAsync(Reply.Say("Hello!"), Reply.Say("Still here."));
        var conversation = (await ana.SayAsync("Hi")).Conversation();
        await using var db = stage.Backend.Database.Context();
        var turn = db.Turns.Single(row => row.ConversationId == conversation);
        var log = new TurnLog(stage.Backend.Services.GetRequiredService<EventLog>(), turn, last: 100);
        log.Say(1, "a\0b");
        await log.FlushAsync(CancellationToken.None);

        Assert.Equal("Still here.", (await ana.SayAsync("And now?")).Text());
        Assert.DoesNotContain(db.TurnEvents, row => row.ConversationId == conversation && row.Number > 100);
    }

    // Number, kind and text of each event; beats of the heart are none.
    private static List<string> Shape(string stream) =>
        [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(frame => frame.StartsWith("id:", StringComparison.Ordinal)).Select(frame => frame.Split('\n'))
            .Select(lines => $"{JsonNode.Parse(lines[2]["data: ".Length..])!["text"]} {lines[0]["id: ".Length..]} {lines[1]["event: ".Length..]}")];
}
