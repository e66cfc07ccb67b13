using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Todo.Testing;

namespace Todo.Backend.Tests;

public sealed class MetricsTests
{
    [Fact]
    [Trait("rule", "F2")]
    public async Task Requests_and_the_database_are_measured_without_any_users_id()
    {
        await using var backend = await TestBackend.StartAsync();
        using var client = backend.Client();
        using var refused = await client.GetAsync("/api/some-user-4711/tasks/815");
        var metrics = backend.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(1);
        var text = await client.GetStringAsync(new Uri(metrics + "/metrics"));

        // The pool's name, not the connection string that Npgsql takes for it otherwise.
        Assert.Contains("db_client_connection_pool_name=\"requests\"", text, StringComparison.Ordinal);
        Assert.Contains("db_client_operation_duration_seconds_count{", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_count{", text, StringComparison.Ordinal);
        Assert.Contains("""http_route="/api/{user_id}/tasks/{id""", text, StringComparison.Ordinal);
        Assert.DoesNotContain("some-user", text, StringComparison.Ordinal);
    }
}
