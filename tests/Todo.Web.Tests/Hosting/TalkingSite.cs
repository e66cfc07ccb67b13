using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Web.Tests.Hosting;

/// <summary>A site of its own whose assistant is a model that plays what a test tells it.</summary>
public sealed class TalkingSite : IAsyncLifetime
{
    public ScriptedModelServer Model { get; private set; } = null!;

    public TestBackend Backend { get; private set; } = null!;

    public TestFrontend Frontend { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Model = await ScriptedModelServer.StartAsync(Script.Of(Array.Empty<Exchange>()));
        Backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["BACKEND_AI_MODEL"] = "scripted",
            ["BACKEND_AI_ENDPOINT"] = Model.Endpoint.ToString(),
        });
        Frontend = await TestFrontend.StartAsync(Backend.Address, Backend.InternalAddress);
    }

    public async ValueTask DisposeAsync()
    {
        Model.Release();
        await Frontend.DisposeAsync();
        await Backend.DisposeAsync();
        await Model.DisposeAsync();
    }
}
