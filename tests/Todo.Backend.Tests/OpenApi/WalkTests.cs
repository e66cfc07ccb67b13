using Todo.Backend.OpenApi;
using Todo.Testing;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>The document against a real backend on a real PostgreSQL.</summary>
[Trait("rule", "A5")]
public sealed class WalkTests
{
    // Described, and not made by a call here, each for its reason.
    private static readonly Dictionary<int, string> NotMade = new()
    {
        [500] = "nothing is known that makes it",
    };

    private static readonly ApiDescription Description = ApiDescription.Parse(ApiDocument.Current.Json.Span);

    [Fact]
    public async Task Every_answer_is_as_described_and_every_described_status_of_tasks_is_given()
    {
        var seen = new HashSet<(string, int)>();
        var errors = new List<string>();
        await WalkAsync();
        await ExceedAsync();
        await LoseDatabaseAsync();

        Assert.True(errors.Count == 0, string.Join('\n', errors.Distinct().Take(40)));
        var missing =
            from operation in Description.Operations
            where !operation.IsAuth && operation.Path != "/readyz" && operation.Path != "/startupz"
            from status in Description.Statuses(operation)
            where !NotMade.ContainsKey(status) && !seen.Contains(($"{operation}", status))
            where (operation.Id, status) is not ("chat" or "chatOfUser" or "streamChat" or "streamChatOfUser", 409) // only while the first answer is still being made
            select $"{operation} {status}";
        var all = missing.ToList();
        Assert.True(all.Count == 0, "Described, but never given:\n" + string.Join('\n', all));

        async Task WalkAsync()
        {
            await using var backend = await TestBackend.StartAsync();
            using var walker = new Walker(backend, Description);
            await walker.BeginAsync();
            await walker.MakeReaderAsync();
            foreach (var operation in Description.Operations)
            {
                await walker.SucceedAsync(operation);
                await walker.RefuseTokensAsync(operation);
                await walker.RefuseOthersAsync(operation);
                await walker.MissAsync(operation);
                await walker.RefuseInputAsync(operation);
                await walker.RefuseVersionsAsync(operation);
            }

            foreach (var operation in Description.Operations)
            {
                await walker.ConflictAsync(operation);
            }

            Take(walker);
        }

        async Task ExceedAsync()
        {
            await using var backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>
            {
                ["BACKEND_LIMIT_REQUESTS_PER_SECOND"] = "1",
                ["BACKEND_LIMIT_AUTH_PER_MINUTE"] = "1",
            });
            using var walker = new Walker(backend, Description);
            await walker.BeginAsync();
            foreach (var operation in Description.Operations.Where(operation => operation.Json["responses"]!["429"] is not null))
            {
                await walker.ExceedAsync(operation);
            }

            Take(walker);
        }

        async Task LoseDatabaseAsync()
        {
            await using var database = await TestDatabase.CreateAsync();
            await using var backend = await TestBackend.StartAsync(database);
            using var walker = new Walker(backend, Description);
            await walker.BeginAsync();
            await PostgresServer.ExecuteAsync($"drop database {database.Name} with (force)");
            foreach (var operation in Description.Operations.Where(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal)))
            {
                var status = await walker.SendAnywayAsync(operation);
                Assert.True(status == 503 || operation.Json["responses"]!["503"] is null || operation.IsAuth, $"{operation} gave {status} without a database");
            }

            Take(walker);
        }

        void Take(Walker walker)
        {
            errors.AddRange(walker.Answers.Errors);
            seen.UnionWith(walker.Answers.Seen.Keys);
        }
    }
}
