using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Todo.Backend.Tests.Journal;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>A client that says one thing and follows the answer, over however many connections, as the contract of the events tells it to.</summary>
internal sealed class ChatStream(long conversation, string message)
{
    private const int MostTries = 10;

    private readonly List<ServerEvent> events = [];
    private readonly SortedDictionary<int, string> text = [];
    private bool isCut;

    public string Message { get; } = message;

    public Guid MessageId { get; } = Guid.NewGuid();

    /// <summary>The events with a number, each once.</summary>
    public IReadOnlyList<ServerEvent> Events => events;

    /// <summary>What ended the last connection, where the server said so.</summary>
    public JsonNode? Ending { get; private set; }

    /// <summary>The answer of the last event.</summary>
    public JsonNode? Answer { get; private set; }

    /// <summary>What a person has before their eyes.</summary>
    public string Text => string.Join("\n\n", text.Values);

    private long Last => events.Count == 0 ? 0 : events[^1].Number;

    /// <summary>Sends the message, the first time or again, and reads until the answer or the end of the connection.</summary>
    public async Task SendAsync(HttpClient client)
    {
        using var request = Request();
        await ReadAsync(client, request);
    }

    /// <summary>Reads on after the last number, without sending anything.</summary>
    public async Task FollowAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chat/{conversation}/events?after={Last}");
        await ReadAsync(client, request);
    }

    /// <summary>After a lost connection: either way, until the answer is there.</summary>
    public async Task GoOnAsync(HttpClient client, bool retries)
    {
        for (var tries = 0; Answer is null && tries < MostTries; tries++)
        {
            // Who has not seen the beginning can't know that the message came.
            await (retries || events.Count == 0 ? SendAsync(client) : FollowAsync(client));
            Assert.True(Answer is not null || Ending is not null || isCut, "The stream has ended by itself, without an answer.");
        }

        Assert.NotNull(Answer);
    }

    /// <summary>Sends the message and goes away, having read nothing, once the answer has begun.</summary>
    public async Task LeaveAsync(HttpClient client)
    {
        using var request = Request();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
    }

    private HttpRequestMessage Request() => new(HttpMethod.Post, "/api/chat/stream")
    {
        Content = JsonContent.Create(new { conversation_id = conversation, message_id = MessageId, message = Message }),
    };

    private async Task ReadAsync(HttpClient client, HttpRequestMessage request)
    {
        (Ending, isCut) = (null, false);
        try
        {
            await using var stream = await EventClient.OpenAsync(client, request);
            while (Answer is null && await stream.NextAsync() is { } next)
            {
                if (next.Type == "error")
                {
                    Ending = next.Data;
                }
                else
                {
                    Take(next);
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable })
        {
            isCut = true; // or there is no database at the moment
        }
    }

    private void Take(ServerEvent next)
    {
        if (next.Number <= Last)
        {
            // A number never comes to mean something else.
            Assert.Contains(events, known => known.Number == next.Number && JsonNode.DeepEquals(known.Data, next.Data));
            return;
        }

        Assert.True(events.Count == 0 || next.Number == Last + 1, $"Event {next.Number} came after {Last}.");
        events.Add(next);
        switch (next.Type)
        {
            case "start" when (bool)next.Data["resumed"]!:
                foreach (var step in text.Keys.Where(step => step >= (int)next.Data["step"]!).ToList())
                {
                    text.Remove(step);
                }

                break;
            case "text":
                var of = (int)next.Data["step"]!;
                text[of] = text.GetValueOrDefault(of) + (string)next.Data["text"]!;
                break;
            case "done":
                Answer = next.Data["answer"]!;
                break;
        }
    }
}
