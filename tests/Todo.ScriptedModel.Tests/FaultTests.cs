using System.Net;
using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Tests;

[Trait("rule", "A11")]
public sealed class FaultTests
{
    [Fact]
    public async Task A_connection_is_cut_after_as_many_chunks_as_the_script_says()
    {
        await using var client = await Client.OfAsync(new Reply { Text = "one two three", CutAfter = 3 });
        var events = await client.StreamAsync(Client.Streaming(Client.User("Hi")));
        Assert.Equal(4, events.Count);
        Assert.Equal("two ", Said(events[2]));
        Assert.Equal("(cut)", events[3]);
    }

    [Fact]
    public async Task A_connection_is_cut_before_the_headers_and_in_the_middle_of_an_object()
    {
        await using var client = await Client.OfAsync(new Reply { Text = "one", CutAfter = 0 }, new Reply { Text = "one", CutAfter = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(Client.Body(Client.User("Hi"))));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(Client.Body(Client.User("Hi"))));
    }

    [Fact]
    public async Task A_stream_ends_without_a_reason_as_if_it_were_complete()
    {
        await using var client = await Client.OfAsync(new Reply { Text = "one two three", EndAfter = 2 });
        var events = await client.StreamAsync(Client.Streaming(Client.User("Hi")));
        Assert.Equal(["", "one "], events.Select(Said));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_reply_hangs_until_it_is_released(int chunks)
    {
        await using var client = await Client.OfAsync(new Reply { Text = "one two", HangAfter = chunks });
        var stream = client.StreamAsync(Client.Streaming(Client.User("Hi")));
        await client.Model.RequestAsync(1);
        Assert.False(stream.IsCompleted);
        while (!stream.IsCompleted)
        {
            client.Model.Release();
            await Task.WhenAny(stream, Task.Delay(10));
        }

        Assert.Equal("[DONE]", (await stream)[^1]);
    }

    [Fact]
    public async Task A_reply_that_hangs_sees_its_client_leave_and_holds_up_no_stop()
    {
        await using var client = await Client.OfAsync(new Reply { Text = "one", HangAfter = 0 }, new Reply { Text = "one", HangAfter = 1 });
        using var leaving = new CancellationTokenSource();
        var first = client.PostAsync(Client.Body(Client.User("Hi")).ToJsonString(), cancellation: leaving.Token);
        var request = await client.Model.RequestAsync(1);
        Assert.False(request.ClientLeft.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await request.ClientLeft.WaitAsync(TimeSpan.FromSeconds(30));

        var second = client.StreamAsync(Client.Streaming(Client.User("Hi")));
        await client.Model.RequestAsync(2);
        await client.Model.DisposeAsync();
        await Task.WhenAny(second).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Ten_megabytes_come_in_pieces_and_their_number_is_right()
    {
        await using var client = await Client.OfAsync(new Reply { Huge = 10_000_001 }, new Reply { Huge = 10_000_001 });
        var events = await client.StreamAsync(Client.Streaming(Client.User("Hi")));
        Assert.Equal(10_000_001, events.SkipLast(1).Sum(data => Said(data)?.Length ?? 0));
        Assert.Equal(10_000_001, (await client.SayAsync("Hi"))!.Length);
    }

    [Fact]
    public async Task A_body_is_sent_as_it_is()
    {
        await using var client = await Client.OfAsync(new Reply { Status = 502, Body = "<html>Bad gateway</html>" });
        using var answer = await client.PostAsync(Client.Body(Client.User("Hi")));
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<html>Bad gateway</html>", await answer.Content.ReadAsStringAsync());
    }

    private static string? Said(string data) =>
        data == "[DONE]" ? null : JsonNode.Parse(data)!["choices"]!.AsArray().FirstOrDefault()?["delta"]!["content"]?.GetValue<string>();
}
