using System.Net;
using Todo.Testing;

namespace Todo.Backend.Tests;

[Trait("rule", "A12")]
public sealed class StartTests
{
    [Fact]
    public async Task The_backend_is_ready_on_a_migrated_database()
    {
        await using var backend = await TestBackend.StartAsync();
        using var client = backend.Client();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
    }
}
