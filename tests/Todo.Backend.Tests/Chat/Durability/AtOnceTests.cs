using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>The same thing asked of both processes at the same moment.</summary>
[Trait("rule", "A12")]
public sealed class AtOnceTests(TwoProcesses processes) : IClassFixture<TwoProcesses>
{
    private const int Times = 8;

    [Fact]
    public async Task A_message_that_is_sent_eight_times_is_one_turn()
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel");
        var (chat, requests) = (dialog.Say(), processes.Model.Requests.Count);
        var answers = await Task.WhenAll(Enumerable.Range(0, Times).Select(time =>
            TwoProcesses.SayAsync(time % 2 == 0 ? dialog.First : dialog.Second, dialog.Conversation, chat.Message, chat.MessageId)));
        Assert.All(answers, answer => Assert.True(JsonNode.DeepEquals(answers[0], answer)));
        Assert.Equal(requests + 2, processes.Model.Requests.Count);
        await chat.SendAsync(dialog.Second);
        await dialog.Check.AnswerAsync(chat, "done");
        await dialog.Check.RunsOnceAsync(chat, dialog.Script);
        await dialog.Check.NothingIsLostAsync(dialog.First);
    }

    [Fact]
    public async Task Two_questions_that_are_answered_at_both_processes_run_once_each()
    {
        using var dialog = await Dialog.BeginAsync(processes, DeleteTwoAsync);
        var asked = await TwoProcesses.SayAsync(dialog.First, dialog.Conversation, dialog.Script.Message);
        var questions = asked["approvals"]!.AsArray().Select(approval => (string)approval!["id"]!).ToList();
        Assert.Equal(2, questions.Count);
        await Task.WhenAll(Enumerable.Range(0, Times).Select(time => DecideAsync(time % 4 < 2 ? dialog.First : dialog.Second, questions[time % 2], approve: true)));
        await processes.UntilAsync($"select 1 from turns where conversation_id = {dialog.Conversation} having bool_and(status = 'done')");
        await using var db = processes.Database.Context();
        var deleted = await db.Journal.Where(entry => entry.UserId == dialog.User.Id && entry.What == "deleted").Select(entry => entry.TaskId).ToListAsync();
        Assert.Equal(2, deleted.Count);
        Assert.Equal(2, deleted.Distinct().Count());
    }

    [Fact]
    public async Task A_yes_and_a_no_at_once_are_one_of_them()
    {
        for (var round = 0; round < 4; round++)
        {
            using var dialog = await Dialog.BeginAsync(processes, async client => CrashScript.Of("delete", 0, 0, await TwoProcesses.AddAsync(client, "old")));
            var asked = await TwoProcesses.SayAsync(dialog.First, dialog.Conversation, dialog.Script.Message);
            var question = (string)asked["approvals"]![0]!["id"]!;
            var yes = dialog.First.PostAsJsonAsync("/api/chat", new { conversation_id = dialog.Conversation, message = "yes" });
            await DecideAsync(dialog.Second, question, approve: false);
            (await yes).Dispose();
            await processes.UntilAsync($"select 1 from turns where conversation_id = {dialog.Conversation} having bool_and(status = 'done')");
            await using var db = processes.Database.Context();
            var status = await db.Approvals.Where(approval => approval.UserId == dialog.User.Id).Select(approval => approval.Status).SingleAsync();
            Assert.Equal(status == Approval.Approved ? 1 : 0, await db.Journal.CountAsync(entry => entry.UserId == dialog.User.Id && entry.What == "deleted"));
            Assert.NotEqual(Approval.Pending, status);
        }
    }

    private static async Task DecideAsync(HttpClient client, string question, bool approve)
    {
        using var response = await client.PostAsJsonAsync($"/api/chat/approvals/{question}", new { approve });
        Assert.True((int)response.StatusCode is 200 or 409, await response.Content.ReadAsStringAsync());
    }

    private static async Task<CrashScript> DeleteTwoAsync(HttpClient client)
    {
        var (one, two) = (await TwoProcesses.AddAsync(client, "old 1"), await TwoProcesses.AddAsync(client, "old 2"));
        return new CrashScript(
            "Delete both, please",
            [Reply.Use(Call.Of("delete_task", new { task_id = one }), Call.Of("delete_task", new { task_id = two })), Reply.Say("Both are in the trash.")],
            [1, 1],
            []);
    }
}
