using System.Text;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Rotation;

/// <summary>With the configuration that `todo cluster` writes, secrets can't be read in the cluster's store, and who reads them by the API is recorded.</summary>
[Collection(Dev.Name)]
[Trait("rule", "C14")]
public sealed class StoreTests(DevInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task A_secret_is_unreadable_in_the_store()
    {
        Assert.SkipWhen(TestCluster.StoreCommand.Length == 0, "TODO_TEST_STORE names no command that reads the cluster's store.");
        var key = (string)(await installation.Kubectl.GetAsync("secret", "todo-gateway", Cancellation))["data"]!["key"]!;

        var config = await ReadAsync($"/registry/configmaps/{installation.Namespace}/todo-backend");
        var secret = await ReadAsync($"/registry/secrets/{installation.Namespace}/todo-gateway");

        Assert.Contains("BACKEND_", config, StringComparison.Ordinal); // The way of reading works.
        Assert.Contains("k8s:enc:", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(Encoding.UTF8.GetString(Convert.FromBase64String(key)), secret, StringComparison.Ordinal);
    }

    [Proof]
    public async Task Reading_a_secret_is_in_the_audit_log_and_its_value_is_not()
    {
        Assert.SkipWhen(TestCluster.AuditCommand.Length == 0, "TODO_TEST_AUDIT names no command that prints the audit log.");
        var value = (string)(await installation.Kubectl.GetAsync("secret", "todo-backup", Cancellation))["data"]!["key"]!;

        var log = await Program.ShellAsync(TestCluster.AuditCommand, Cancellation);

        Assert.Contains(log.Split('\n'), line => line.Contains("\"verb\":\"get\"", StringComparison.Ordinal) && line.Contains("todo-backup", StringComparison.Ordinal) && line.Contains("\"resource\":\"secrets\"", StringComparison.Ordinal));
        Assert.DoesNotContain(value, log, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(string key) => Program.ShellAsync($"{TestCluster.StoreCommand} {key}", Cancellation);
}
