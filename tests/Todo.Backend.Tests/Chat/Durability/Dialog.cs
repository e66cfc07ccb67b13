using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>A user with a conversation and a client at each of the two processes.</summary>
internal sealed class Dialog : IDisposable
{
    private Dialog(TwoProcesses processes, TestUser user, long conversation)
    {
        (User, Conversation) = (user, conversation);
        (First, Second) = (processes.First.Client(user.Token), processes.Second.Client(user.Token));
        Check = new CrashCheck(processes.Database, user, conversation);
    }

    public TestUser User { get; }

    public long Conversation { get; }

    public HttpClient First { get; }

    public HttpClient Second { get; }

    public CrashCheck Check { get; }

    /// <summary>The model then plays the script.</summary>
    /// <param name="hangsIn">The reply in which the model hangs, the first time, after so many chunks.</param>
    public static async Task<Dialog> BeginAsync(TwoProcesses processes, Func<HttpClient, Task<CrashScript>> script, (int Reply, int Chunks)? hangsIn = null)
    {
        var user = await processes.UserAsync();
        processes.Model.SetScript(ScriptedModel.Playing.Script.Of(CrashScript.Greeting));
        using var client = processes.First.Client(user.Token);
        var dialog = new Dialog(processes, user, await TwoProcesses.ConversationAsync(client)) { Script = await script(client) };
        processes.Model.SetScript(dialog.Script.ToScript(reply => reply == hangsIn?.Reply ? hangsIn?.Chunks : null));
        dialog.Check.Expect(dialog.Script);
        return dialog;
    }

    public static Task<Dialog> BeginAsync(TwoProcesses processes, string script, (int Reply, int Chunks)? hangsIn = null) =>
        BeginAsync(processes, _ => Task.FromResult(CrashScript.Of(script, 0)), hangsIn);

    public required CrashScript Script { get; init; }

    public ChatStream Say(string? message = null) => new(Conversation, message ?? Script.Message);

    public async Task StopAsync(HttpClient at)
    {
        using var response = await at.PostAsync($"/api/chat/{Conversation}/stop", content: null);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        User.Client.Dispose();
    }
}
