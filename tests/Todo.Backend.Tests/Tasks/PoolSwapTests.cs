using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Todo.Backend.Database;
using Todo.Testing;

namespace Todo.Backend.Tests.Tasks;

/// <summary>New credentials swap the pool under the running backend; queries compiled on the old one go on.</summary>
[Trait("rule", "A12")]
public sealed class PoolSwapTests
{
    [Fact]
    public async Task Compiled_queries_survive_a_swap_of_the_pool()
    {
        await using var database = await TestDatabase.CreateAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, database.ConnectionString);
        var settings = new Dictionary<string, string?>(TasksFixture.Unlimited, StringComparer.Ordinal) { ["BACKEND_DATABASE_URL"] = null, ["BACKEND_DATABASE_URL_FILE"] = file };
        await using var backend = await TestBackend.StartAsync(database, settings);
        var user = await TestUser.CreateAsync(backend);
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}";
        Assert.Equal(200, (await user.SendAsync("GET", path)).Status);
        var pools = backend.Services.GetRequiredService<TodoDatabase>();
        var old = pools.DataSource;

        await File.WriteAllTextAsync(file, new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = "swapped" }.ConnectionString);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (ReferenceEquals(pools.DataSource, old))
        {
            await Task.Delay(100, limit.Token);
        }

        Assert.Equal(200, (await user.SendAsync("GET", path)).Status);
        Assert.Equal(200, (await user.SendAsync("GET", "/api/tasks")).Status);
        Assert.Equal(200, (await user.SendAsync("GET", "/api/tasks?q=a")).Status);
        Assert.Equal(200, (await user.SendAsync("PATCH", path, """{"title":"b"}""")).Status);
        File.Delete(file);
    }
}
