using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>Without a model.</summary>
public sealed class OfflineChatCommandTests(OneBackend one) : CommandTests, IClassFixture<OneBackend>
{
    private protected override TestBackend Backend => one.Backend;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private protected override Task<Heard> SayAsync(Command command, Household home) => ChatDoor.SayAsync(command, home, streams: false);
}

/// <summary>Without a model, as a stream.</summary>
public sealed class OfflineStreamCommandTests(OneBackend one) : CommandTests, IClassFixture<OneBackend>
{
    private protected override TestBackend Backend => one.Backend;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private protected override Task<Heard> SayAsync(Command command, Household home) => ChatDoor.SayAsync(command, home, streams: true);
}
