using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>POST /api/chat, or the same as a stream.</summary>
internal static class ChatDoor
{
    public static async Task<Heard> SayAsync(Command command, Household home, bool streams)
    {
        var answer = await SendAsync(home.User.Client, new JsonObject { ["message"] = home.Fill(command.Says) }, streams);
        var calls = Calls(answer);
        if ((string)answer["status"]! != "awaiting_approval")
        {
            Assert.Equal("done", (string)answer["status"]!);
            return new Heard(calls, Text(answer), Asked: false);
        }

        // Nothing has happened before the yes.
        Assert.Equal(Command.Before, await home.TasksAsync());
        Assert.Contains(command.Confirms[0], (string)Assert.Single(answer["approvals"]!.AsArray())!["effect"]!, StringComparison.Ordinal);
        var done = await SendAsync(home.User.Client, new JsonObject { ["message"] = "yes", ["conversation_id"] = (long)answer["conversation_id"]! }, streams);
        Assert.Equal("done", (string)done["status"]!);
        return new Heard([.. calls, .. Calls(done)], Text(done), Asked: true);
    }

    private static async Task<JsonObject> SendAsync(HttpClient client, JsonObject message, bool streams)
    {
        using var response = await client.PostAsJsonAsync(streams ? "/api/chat/stream" : "/api/chat", message);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return streams ? Last(await response.Content.ReadAsStringAsync()) : (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    // The stream's own pieces must come to what its last event says.
    private static JsonObject Last(string stream)
    {
        var events = stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(frame => !frame.StartsWith(':')).Select(frame => frame.Split('\n'))
            .Select(lines => (Kind: lines[1]["event: ".Length..], Data: JsonNode.Parse(lines[2]["data: ".Length..])!)).ToList();
        Assert.Equal(("start", "done"), (events[0].Kind, events[^1].Kind));
        var answer = events[^1].Data["answer"]!.AsObject();
        var said = string.Concat(events.Where(each => each.Kind == "text").Select(each => (string)each.Data["text"]!));
        Assert.Equal(Words(Text(answer)), Words(said));
        Assert.Equal(
            Calls(answer).Select(call => call.Name),
            events.Where(each => each.Kind == "tool" && each.Data["result"] is not null).Select(each => (string)each.Data["name"]!));
        return answer;
    }

    private static List<HeardCall> Calls(JsonObject answer) =>
        [.. answer["tool_calls"]!.AsArray().Select(call => new HeardCall((string)call!["name"]!, call["arguments"]!.AsObject()))];

    private static string Text(JsonObject answer) => (string)answer["response"]!;

    private static string Words(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
