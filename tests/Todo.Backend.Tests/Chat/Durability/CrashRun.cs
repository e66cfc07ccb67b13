using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>A user with a conversation, in whose turns processes are killed one after the other.</summary>
internal sealed class CrashRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TwoProcesses processes;
    private readonly TestUser user;
    private readonly CrashCheck check;
    private readonly long conversation;

    private CrashRun(TwoProcesses processes, TestUser user, long conversation)
    {
        (this.processes, this.user, this.conversation) = (processes, user, conversation);
        check = new CrashCheck(processes.Database, user, conversation);
    }

    public static async Task<CrashRun> BeginAsync(TwoProcesses processes)
    {
        var person = await processes.UserAsync();
        processes.Model.SetScript(Script.Of(CrashScript.Greeting));
        using var client = processes.First.Client(person.Token);
        return new CrashRun(processes, person, await TwoProcesses.ConversationAsync(client));
    }

    /// <summary>Says something, kills the process that answers it, lets the client go on at the other one, and looks at what has come about.</summary>
    public async Task RunAsync(CrashPlan plan, int turn)
    {
        using var victim = processes[plan.Victim].Client(user.Token);
        using var other = processes[1 - plan.Victim].Client(user.Token);
        var script = plan.Script(turn, await TwoProcesses.AddAsync(victim, $"chore {turn}"), await TwoProcesses.AddAsync(victim, $"old {turn}"));
        check.Expect(script, script.IsAsked ? [$"chore {turn}"] : [$"chore {turn}", $"old {turn}"]);
        processes.Model.SetScript(script.ToScript(plan.HangsAfter));

        var asked = new ChatStream(conversation, script.Message);
        var answered = new ChatStream(conversation, plan.Ordinal == 1 ? "Yes, please!" : "yes");
        if (script.IsAsked && plan.CrashesAfterQuestion)
        {
            await asked.SendAsync(victim);
            await CrashAsync(plan, answered, victim, other);
        }
        else
        {
            await CrashAsync(plan, asked, victim, other);
            if (script.IsAsked)
            {
                await answered.SendAsync(other);
            }
        }

        await check.AnswerAsync(asked, script.IsAsked ? "awaiting_approval" : "done");
        if (script.IsAsked)
        {
            await check.AnswerAsync(answered, "done");
        }

        await check.RunsOnceAsync(asked, script);
        using var any = processes[turn % 2].Client(user.Token);
        Assert.Equal("Hello yourself.", (string)(await TwoProcesses.SayAsync(any, conversation, $"Hello {turn}"))["response"]!);
        await check.NothingIsLostAsync(other, $"Hello {turn}");
    }

    public void Dispose() => user.Client.Dispose();

    // The client hears nothing more from the killed process; what it then does is the plan's.
    private async Task CrashAsync(CrashPlan plan, ChatStream chat, HttpClient victim, HttpClient other)
    {
        Gate? gate = plan.Gate is var (place, what) ? await Gate.ShutAsync(processes.Database, place, what) : null;
        var requests = processes.Model.Requests.Count;
        if (plan.Point == CrashPoint.Reading)
        {
            await chat.LeaveAsync(victim);
        }

        var reading = plan.Point is CrashPoint.Reading or CrashPoint.AwaitingPerson ? Task.CompletedTask : chat.SendAsync(victim);
        switch (plan.Point)
        {
            case CrashPoint.Asking:
                await processes.Model.RequestAsync(requests + 1).WaitAsync(Patience);
                break;
            case CrashPoint.Thinking:
                await processes.Model.RequestAsync(requests + plan.Pauses + 1).WaitAsync(Patience);
                break;
            case CrashPoint.MidStream:
                await processes.SpeaksAsync(chat);
                break;
            case CrashPoint.Reading:
                await processes.IsAnsweredAsync(chat);
                break;
            default:
                await (gate?.ReachedAsync() ?? Task.CompletedTask);
                break;
        }

        processes[plan.Victim].Kill();
        await processes[plan.Victim].EndedAsync();
        if (gate is not null)
        {
            await (plan.Commits ? gate.OpenAsync() : gate.RefuseAsync());
            await gate.DisposeAsync();
        }

        await reading;
        Assert.Null(chat.Answer);
        var again = processes.StartAsync(plan.Victim);
        await chat.GoOnAsync(other, plan.Retries);
        await again;
    }
}
