using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>A backend whose model plays src/Todo.ScriptedModel/scripts/commands.json over real HTTP.</summary>
public sealed class ScriptedBackend : IAsyncLifetime
{
    public TestBackend Backend { get; private set; } = null!;

    public ScriptedModelServer Model { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Model = await ScriptedModelServer.StartAsync(ScriptFile.Load(Path.Combine(CheckedIn.Root, "src", "Todo.ScriptedModel", "scripts", "commands.json")));
        Backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["BACKEND_AI_MODEL"] = "scripted",
            ["BACKEND_AI_ENDPOINT"] = Model.Endpoint.AbsoluteUri,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        await Model.DisposeAsync();
    }
}

/// <summary>By a model.</summary>
[Trait("rule", "A11")]
public sealed class ModelChatCommandTests(ScriptedBackend scripted) : CommandTests, IClassFixture<ScriptedBackend>
{
    private protected override TestBackend Backend => scripted.Backend;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        Assert.Empty(scripted.Model.Unmatched);
        Assert.NotEmpty(scripted.Model.Requests);
        return ValueTask.CompletedTask;
    }

    private protected override Task<Heard> SayAsync(Command command, Household home) => ChatDoor.SayAsync(command, home, streams: false);
}

/// <summary>By a model, as a stream.</summary>
[Trait("rule", "A11")]
public sealed class ModelStreamCommandTests(ScriptedBackend scripted) : CommandTests, IClassFixture<ScriptedBackend>
{
    private protected override TestBackend Backend => scripted.Backend;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        Assert.Empty(scripted.Model.Unmatched);
        Assert.NotEmpty(scripted.Model.Requests);
        return ValueTask.CompletedTask;
    }

    private protected override Task<Heard> SayAsync(Command command, Household home) => ChatDoor.SayAsync(command, home, streams: true);
}
