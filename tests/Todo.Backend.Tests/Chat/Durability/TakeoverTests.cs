using Microsoft.EntityFrameworkCore;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>A turn passes to another process while the one that had it still lives: asleep, told to go, or without a database.</summary>
[Trait("rule", "A12")]
public sealed class TakeoverTests(TwoProcesses processes) : IClassFixture<TwoProcesses>
{
    [Fact]
    public async Task A_process_that_wakes_up_in_the_middle_of_a_call_changes_nothing_more()
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel");
        var chat = dialog.Say();
        await using var gate = await Gate.ShutAsync(processes.Database, Writes.Change, "%c2\"%");
        var there = chat.SendAsync(dialog.First);
        await gate.ReachedAsync();
        await processes.First.SignalAsync("STOP");
        await processes.IsTakenAsync(chat);
        await gate.OpenAsync();
        await processes.First.SignalAsync("CONT");
        await there;

        await dialog.Check.AnswerAsync(chat, "done");
        await AsBeforeAsync(dialog, chat);
    }

    [Fact]
    public async Task A_process_that_wakes_up_in_the_middle_of_an_answer_says_nothing_more()
    {
        using var dialog = await Dialog.BeginAsync(processes, "story", hangsIn: (0, 40));
        var chat = dialog.Say();
        var there = chat.SendAsync(dialog.First);
        await processes.SpeaksAsync(chat);
        await processes.First.SignalAsync("STOP");
        await processes.IsAnsweredAsync(chat);
        processes.Model.Release();
        await processes.First.SignalAsync("CONT");
        await there;

        await dialog.Check.AnswerAsync(chat, "done");
        await AsBeforeAsync(dialog, chat);
    }

    [Fact]
    public async Task Text_that_was_stored_but_not_shown_is_shown_by_whoever_goes_on()
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel");
        var chat = dialog.Say();
        await using var text = await Gate.ShutAsync(processes.Database, Writes.Text);
        await using var response = await Gate.ShutAsync(processes.Database, Writes.Response);
        var there = chat.SendAsync(dialog.First);
        await response.ReachedAsync();
        await text.ReachedAsync();
        processes.First.Kill();
        await processes.First.EndedAsync();
        await text.RefuseAsync();
        await text.OpenAsync();
        await response.OpenAsync();
        await there;
        await chat.GoOnAsync(dialog.Second, retries: false);
        await dialog.Check.AnswerAsync(chat, "done");
        await dialog.Check.RunsOnceAsync(chat, dialog.Script);
        await processes.StartAsync(0);
    }

    [Fact]
    public async Task What_nobody_came_back_to_for_long_is_not_done_behind_the_persons_back()
    {
        using var dialog = await Dialog.BeginAsync(processes, "add", hangsIn: (0, 0));
        var (chat, requests) = (dialog.Say(), processes.Model.Requests.Count);
        var there = chat.SendAsync(dialog.First);
        await processes.Model.RequestAsync(requests + 1);
        await processes.Database.ExecuteAsync($"update turns set updated_at = now() - interval '2 hours' where conversation_id = {dialog.Conversation} and status = 'running'");
        await processes.First.SignalAsync("STOP");
        await processes.IsAnsweredAsync(chat);
        await processes.First.SignalAsync("CONT");
        await there;
        await dialog.Check.AnswerAsync(chat, "failed");
        Assert.Equal(requests + 1, processes.Model.Requests.Count);
    }

    [Fact]
    public async Task A_process_that_goes_away_says_so_and_the_other_goes_on()
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel", hangsIn: (1, 3));
        var (chat, requests) = (dialog.Say(), processes.Model.Requests.Count);
        var there = chat.SendAsync(dialog.First);
        await processes.Model.RequestAsync(requests + 2);
        await processes.First.SignalAsync("TERM");
        await there;
        Assert.Equal(("draining", true), ((string)chat.Ending!["code"]!, (bool)chat.Ending["resumable"]!));
        Assert.Equal(chat.Events[^1].Number, (long)chat.Ending["seq"]!);
        Assert.Null(chat.Answer);

        await chat.GoOnAsync(dialog.Second, retries: false);
        await dialog.Check.AnswerAsync(chat, "done");
        await dialog.Check.RunsOnceAsync(chat, dialog.Script);
        await processes.First.EndedAsync();
        await processes.StartAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_ends_right_when_the_database_was_away(bool duringCall)
    {
        using var dialog = await Dialog.BeginAsync(processes, "parallel", hangsIn: duringCall ? null : (1, 3));
        var (chat, requests) = (dialog.Say(), processes.Model.Requests.Count);
        Gate? gate = duringCall ? await Gate.ShutAsync(processes.Database, Writes.Change, "%c2\"%") : null;
        var there = chat.SendAsync(dialog.First);
        await (gate?.ReachedAsync() ?? processes.Model.RequestAsync(requests + 2));
        await processes.Database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'todo-backend'");
        if (gate is not null)
        {
            await gate.DisposeAsync();
        }

        await processes.ReleaseAsync(FollowedAsync());
        await dialog.Check.AnswerAsync(chat, "done");
        await dialog.Check.RunsOnceAsync(chat, dialog.Script);

        async Task FollowedAsync()
        {
            await there;
            while (chat.Answer is null)
            {
                await chat.FollowAsync(dialog.First);
            }
        }
    }

    // The one that slept is awake again and answers; the turn is as it was, and its task list, too.
    private async Task AsBeforeAsync(Dialog dialog, ChatStream chat)
    {
        Assert.Equal("Hello yourself.", (string)(await TwoProcesses.SayAsync(dialog.First, dialog.Conversation, "Hello 0"))["response"]!);
        await using (var db = processes.Database.Context())
        {
            Assert.Equal(2, await db.Turns.Where(turn => turn.ConversationId == dialog.Conversation).MaxAsync(turn => turn.Attempts));
        }

        await dialog.Check.AnswerAsync(chat, "done");
        await dialog.Check.RunsOnceAsync(chat, dialog.Script);
        await dialog.Check.NothingIsLostAsync(dialog.Second, "Hello 0");
    }
}
