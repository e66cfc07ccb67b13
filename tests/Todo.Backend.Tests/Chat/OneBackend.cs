using Todo.Testing;

namespace Todo.Backend.Tests.Chat;

/// <summary>A backend for all tests of a class: each has a user of its own.</summary>
public sealed class OneBackend : IAsyncLifetime
{
    public TestBackend Backend { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Backend = await TestBackend.StartAsync();

    public ValueTask DisposeAsync() => Backend.DisposeAsync();
}
