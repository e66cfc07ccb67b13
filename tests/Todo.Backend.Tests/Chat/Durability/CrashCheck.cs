using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Chat;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>What must hold of a conversation after a crash.</summary>
internal sealed class CrashCheck(TestDatabase database, TestUser user, long conversation)
{
    private readonly HashSet<string> titles = new(StringComparer.Ordinal);
    private readonly List<string> said = ["Hello"];

    /// <summary>What the script must have brought about, with what was there.</summary>
    public void Expect(CrashScript script, params IEnumerable<string> there)
    {
        titles.UnionWith([.. script.Adds, .. there]);
        said.Add(script.Message);
    }

    /// <summary>One answer is stored, and the client that went on has the same, in its text, its last event and its numbers.</summary>
    public async Task AnswerAsync(ChatStream chat, string status)
    {
        await using var db = database.Context();
        var asked = await db.Messages.SingleAsync(message => message.UserId == user.Id && message.MessageId == chat.MessageId);
        var answer = await db.Messages.SingleAsync(message => message.UserId == user.Id && message.ReplyTo == asked.Id);
        Assert.Equal((Message.Done, status, answer.Content), (asked.Status, answer.Status, (string)chat.Answer!["response"]!));
        Assert.Equal(answer.Content, chat.Text);
        Assert.Equal(status, (string)chat.Answer!["status"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer.ToolCalls!), chat.Answer["tool_calls"]));

        var rows = await db.TurnEvents.Where(row => row.ConversationId == conversation).OrderBy(row => row.Number).ToListAsync();
        Assert.Equal(Enumerable.Range(1, rows.Count), rows.Select(row => (int)row.Number));
        Assert.All(chat.Events, seen => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(rows[(int)seen.Number - 1].Data), seen.Data)));
    }

    /// <summary>Each call has one result, and its change is there once.</summary>
    public async Task RunsOnceAsync(ChatStream chat, CrashScript script)
    {
        await using var db = database.Context();
        var turn = await db.Messages.Where(message => message.UserId == user.Id && message.MessageId == chat.MessageId).Select(message => message.Id).SingleAsync();
        var changes = await db.Journal.Where(entry => entry.UserId == user.Id && entry.Turn == turn).OrderBy(entry => entry.Number).ToListAsync();
        Assert.Equal(script.Calls, changes.GroupBy(entry => entry.Call).Select(call => call.Count()));

        var steps = await db.TurnSteps.Where(step => step.TurnId == turn).OrderBy(step => step.Number).Select(step => step.Content).ToListAsync();
        var contents = steps.SelectMany(step => JsonNode.Parse(step)!["contents"]!.AsArray()).ToList();
        var calls = contents.Where(content => (string)content!["$type"]! == "functionCall").Select(content => (string)content!["callId"]!).ToList();
        Assert.Equal(calls, contents.Where(content => (string)content!["$type"]! == "functionResult").Select(content => (string)content!["callId"]!));
        Assert.Equal(calls, calls.Distinct());
        Assert.Equal(script.Replies.Sum(reply => reply.Calls.Count), calls.Count);
    }

    /// <summary>All that was said and done so far is still there.</summary>
    /// <param name="more">What was said since then.</param>
    public async Task NothingIsLostAsync(HttpClient client, params IEnumerable<string> more)
    {
        said.AddRange(more);
        await using var db = database.Context();
        var tasks = await db.Tasks.Where(task => task.UserId == user.Id && task.DeletedAt == null).Select(task => task.Title).ToListAsync();
        Assert.Equal(titles.Order(StringComparer.Ordinal), tasks.Order(StringComparer.Ordinal));
        var messages = await db.Messages.Where(message => message.ConversationId == conversation && message.Role == Message.User)
            .OrderBy(message => message.Id).Select(message => message.Content).ToListAsync();
        Assert.Equal(said, messages.Where(message => !message.StartsWith("yes", StringComparison.OrdinalIgnoreCase)));
        var detail = await client.GetFromJsonAsync<JsonNode>($"/api/conversations/{conversation}");
        Assert.Equal(("idle", messages[^1]), ((string)detail!["status"]!, (string)detail["messages"]!.AsArray().Last(message => (string)message!["role"]! == "user")!["content"]!));
    }
}
