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
                await AccountsAsync(environment);
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

    // Pods are admitted only with an account that is there: those are really made, in the namespace of the trial.
    private static async Task AccountsAsync(string environment)
    {
        var file = Path.Combine(TestCluster.Sources, "rendered", environment + ".yaml");
        var names = await Program.RunAsync("kubectl", ["create", "--dry-run=client", "--validate=false", "-o", "name", "-f", file], null, Cancellation);
        foreach (var account in names.Split('\n').Where(name => name.StartsWith("serviceaccount/", StringComparison.Ordinal)))
        {
            await Program.TryAsync("kubectl", ["create", "serviceaccount", account.Split('/')[1], "--namespace", $"todo-{environment}"], null, Cancellation);
        }
    }
}
