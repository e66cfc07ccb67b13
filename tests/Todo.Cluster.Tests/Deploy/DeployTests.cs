using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Deploy;

/// <summary>The one command, as a new user types it: looks at the cluster, installs, says where it is; then status and undeploy.</summary>
[Collection(Dev.Name)]
[Trait("rule", "C16")]
[Trait("rule", "D1")]
public sealed class DeployTests(DevInstallation first)
{
    private const string Space = "todo-trial";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task Deploy_status_undeploy()
    {
        var site = new Site(Space + ".localhost", isSecure: false);
        var backend = await first.Kubectl.GetAsync("deployment", "todo-backend", Cancellation);
        var tag = ((string)backend["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!).Split(':')[^1];
        string[] values = TestCluster.Values.Length > 0 ? ["--values", TestCluster.Values] : [];
        try
        {
            var said = await RunAsync(["deploy", "--namespace", Space, "--host", site.Host, "--images", tag, .. values, "--set", $"global.publicOrigins={{{site.Origin}}}"]);
            using var http = site.Client();
            using var page = await http.GetAsync(new Uri("/sign-in", UriKind.Relative), Cancellation);
            var (_, status, _) = await RunAsync(["status", "--namespace", Space]);

            Assert.Contains(site.Host, said.Output, StringComparison.Ordinal);
            Assert.Matches("ok +network policy .*enforce", said.Error); // The trial has run, with the images of the values.
            Assert.True(page.IsSuccessStatusCode, $"{page.StatusCode}");
            Assert.Contains("todo-backend", status, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync(["undeploy", "--namespace", Space, "--yes"]);
            Assert.NotEmpty(await new Kubectl(Space).ListAsync("secrets", "app.kubernetes.io/part-of=todo", Cancellation));
            await Program.RunAsync("kubectl", ["delete", "namespace", Space, "--wait=false"], null, Cancellation);
        }
    }

    private static Task<Outcome> RunAsync(string[] words) => Program.SucceedAsync(Path.Combine(TestCluster.Sources, "todo"), words, null, Cancellation);
}
