using Microsoft.EntityFrameworkCore;
using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>A backend whose model is in the attacker's hands, over real HTTP.</summary>
public sealed class Stage : IAsyncLifetime, IAsyncDisposable
{
    public TestBackend Backend { get; private set; } = null!;

    public ScriptedModelServer Model { get; private set; } = null!;

    public ValueTask InitializeAsync() => BeginAsync();

    public static async Task<Stage> StartAsync(params (string Name, string Value)[] settings)
    {
        var stage = new Stage();
        await stage.BeginAsync(settings);
        return stage;
    }

    /// <summary>A person, with a model that from now on plays these replies, each once.</summary>
    internal async Task<Person> PersonAsync(params Reply[] replies)
    {
        Model.SetScript(Script.Of(replies));
        return new Person(Backend, await TestUser.CreateAsync(Backend));
    }

    /// <summary>What holds whatever was tried, for everybody and everything since the start.</summary>
    internal async Task AssertSoundAsync()
    {
        Assert.Empty(Model.Unmatched);
        Assert.All(Model.Requests, AssertEachCallHasOneResult);
        await using var db = Backend.Database.Context();
        foreach (var change in await db.Journal.AsNoTracking().Where(change => change.Door == "chat").ToListAsync())
        {
            // Each change of the assistant's is put down to a call in a turn of the same person.
            Assert.NotNull(change.Call);
            Assert.True(await db.Turns.AnyAsync(turn => turn.Id == change.Turn && turn.UserId == change.UserId));
            Assert.True(await db.Tasks.AnyAsync(task => task.Id == change.TaskId && task.UserId == change.UserId));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        await Model.DisposeAsync();
    }

    private static void AssertEachCallHasOneResult(RecordedRequest request)
    {
        var (open, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var message in request.Messages)
        {
            if (message.GetProperty("role").GetString() == "tool")
            {
                Assert.True(open.Remove(message.GetProperty("tool_call_id").GetString()!), request.Text);
                continue;
            }

            Assert.Empty(open);
            if (message.TryGetProperty("tool_calls", out var calls))
            {
                open.AddRange(calls.EnumerateArray().Select(call => call.GetProperty("id").GetString()!));
                Assert.All(open, id => Assert.True(seen.Add(id), request.Text));
            }
        }

        Assert.Empty(open);
    }

    private async ValueTask BeginAsync(params (string Name, string Value)[] settings)
    {
        Model = await ScriptedModelServer.StartAsync(Script.Empty);
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["BACKEND_AI_MODEL"] = "scripted",
            ["BACKEND_AI_ENDPOINT"] = Model.Endpoint.AbsoluteUri,
        };
        foreach (var (name, value) in settings)
        {
            variables[name] = value;
        }

        Backend = await TestBackend.StartAsync(settings: variables);
    }
}
