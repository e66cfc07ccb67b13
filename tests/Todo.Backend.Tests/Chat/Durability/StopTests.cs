using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>Only a stop stops a turn, on whatever process it is asked.</summary>
[Trait("rule", "A12")]
public sealed class StopTests(TwoProcesses processes) : IClassFixture<TwoProcesses>
{
    [Fact]
    public async Task A_stop_at_the_other_process_keeps_what_was_said()
    {
        using var dialog = await Dialog.BeginAsync(processes, "story", hangsIn: (0, 10));
        var (chat, requests) = (dialog.Say(), processes.Model.Requests.Count);
        var there = chat.SendAsync(dialog.First);
        await processes.SpeaksAsync(chat);
        await dialog.StopAsync(dialog.Second);
        await there;
        await dialog.Check.AnswerAsync(chat, "stopped");
        Assert.StartsWith("word1 ", chat.Text, StringComparison.Ordinal);
        await (await processes.Model.RequestAsync(requests + 1)).ClientLeft.WaitAsync(TimeSpan.FromSeconds(20));
        await GoesOnAsync(dialog);
    }

    [Fact]
    public async Task A_stop_finds_a_turn_whose_process_has_died()
    {
        using var dialog = await Dialog.BeginAsync(processes, "add", hangsIn: (0, 0));
        var (chat, requests) = (dialog.Say(), processes.Model.Requests.Count);
        var there = chat.SendAsync(dialog.First);
        await processes.Model.RequestAsync(requests + 1);
        // The first dies before it can hear of the stop, and the second can't take the turn before the stop is written.
        await using var gate = await Gate.ShutAsync(processes.Database, Writes.Stop);
        var stop = dialog.StopAsync(dialog.Second);
        await gate.ReachedAsync();
        processes.First.Kill();
        await there;
        await gate.OpenAsync();
        await stop;
        await chat.GoOnAsync(dialog.Second, retries: true);
        await dialog.Check.AnswerAsync(chat, "stopped");
        Assert.Equal(requests + 1, processes.Model.Requests.Count);
        await processes.StartAsync(0);
    }

    [Fact]
    public async Task What_is_being_done_when_a_stop_comes_is_done_and_told()
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel");
        var chat = dialog.Say();
        await using var gate = await Gate.ShutAsync(processes.Database, Writes.Change, "%c2\"%");
        var there = chat.SendAsync(dialog.First);
        await gate.ReachedAsync();
        await dialog.StopAsync(dialog.First);
        await gate.OpenAsync();
        await there;
        await dialog.Check.AnswerAsync(chat, "stopped");
        await using var db = processes.Database.Context();
        var tasks = await db.Tasks.Where(task => task.UserId == dialog.User.Id).OrderBy(task => task.Id).Select(task => task.Title).ToListAsync();
        Assert.Equal(["1 of 3 in 0", "2 of 3 in 0"], tasks);
        Assert.Equal(tasks, chat.Answer!["tool_calls"]!.AsArray().Select(call => (string)call!["result"]!["title"]!));
        await GoesOnAsync(dialog);
    }

    [Fact]
    public async Task A_stop_while_a_question_waits_stops_what_is_said_after_it()
    {
        using var dialog = await Dialog.BeginAsync(processes, async client => CrashScript.Of("delete", 0, 0, await TwoProcesses.AddAsync(client, "old 0")));
        await dialog.Say().SendAsync(dialog.First);
        var story = CrashScript.Of("story", 0);
        processes.Model.SetScript(story.ToScript(_ => 10));
        var chat = dialog.Say(story.Message);
        var there = chat.SendAsync(dialog.First);
        await processes.SpeaksAsync(chat);
        await dialog.StopAsync(dialog.Second);
        await there;
        await dialog.Check.AnswerAsync(chat, "stopped");

        processes.Model.SetScript(dialog.Script.ToScript(_ => null));
        var answer = await TwoProcesses.SayAsync(dialog.Second, dialog.Conversation, "yes");
        Assert.Equal(("done", "delete_task"), ((string)answer["status"]!, (string)answer["tool_calls"]![0]!["name"]!));
    }

    [Fact]
    public async Task A_lost_connection_stops_nothing()
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel");
        var chat = dialog.Say();
        await using var gate = await Gate.ShutAsync(processes.Database, Writes.Change, "%c2\"%");
        await chat.LeaveAsync(dialog.First);
        await gate.ReachedAsync();
        await gate.OpenAsync();
        await processes.IsAnsweredAsync(chat);
        await chat.GoOnAsync(dialog.Second, retries: true);
        await dialog.Check.AnswerAsync(chat, "done");
        await dialog.Check.RunsOnceAsync(chat, dialog.Script);
        await GoesOnAsync(dialog);
    }

    private async Task GoesOnAsync(Dialog dialog)
    {
        Assert.Equal("Hello yourself.", (string)(await TwoProcesses.SayAsync(dialog.Second, dialog.Conversation, "Hello again"))["response"]!);
        var detail = await dialog.First.GetFromJsonAsync<JsonNode>($"/api/conversations/{dialog.Conversation}");
        Assert.Equal("idle", (string)detail!["status"]!);
        Assert.Empty(processes.Model.Unmatched);
    }
}
