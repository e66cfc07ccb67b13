using Todo.Testing;

namespace Todo.Backend.Tests.Journal;

/// <summary>Two replicas on one database, for all tests of a class: each has users of its own.</summary>
public sealed class TwoBackends : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public TestBackend First { get; private set; } = null!;

    public TestBackend Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        First = await TestBackend.StartAsync(Database);
        Second = await TestBackend.StartAsync(Database);
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
        await Database.DisposeAsync();
    }
}
