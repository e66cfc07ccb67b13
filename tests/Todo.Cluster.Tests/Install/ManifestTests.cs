using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Install;

/// <summary>The API server accepts every manifest of every environment.</summary>
[Collection(Dev.Name)]
[Trait("rule", "D2")]
public sealed class ManifestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task Of_every_environment()
    {
        var files = Directory.GetFiles(Path.Combine(TestCluster.Sources, "rendered"), "*.yaml");

        Assert.NotEmpty(files);
        foreach (var environment in (string[])["dev", "staging", "prod"])
        {
            var there = await Program.TryAsync("kubectl", ["create", "namespace", $"todo-{environment}"], null, Cancellation);
            try
            {
                var outcome = await Program.TryAsync(
                    "kubectl", ["apply", "--dry-run=server", "--server-side", "--force-conflicts", "-f", Path.Combine(TestCluster.Sources, "rendered", environment + ".yaml")], null, Cancellation);
                Assert.True(outcome.IsSuccess, $"{environment}: {outcome.All}");
            }
            finally
            {
                if (there.IsSuccess)
                {
                    await Program.RunAsync("kubectl", ["delete", "namespace", $"todo-{environment}", "--wait=false"], null, Cancellation);
                }
            }
        }
    }
}
