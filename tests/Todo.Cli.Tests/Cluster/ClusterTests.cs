using Todo.Cli.Tests.Deploy;

namespace Todo.Cli.Tests.Cluster;

[Trait("rule", "C14")]
public sealed class ClusterTests
{
    [Fact]
    public async Task Each_encryption_configuration_has_a_key_of_its_own()
    {
        using var programs = new Programs();

        var first = await programs.RunAsync("cluster", "encryption-config");
        var second = await programs.RunAsync("cluster", "encryption-config");

        Assert.Equal(32, Convert.FromBase64String(Key(first.Output)).Length);
        Assert.NotEqual(Key(first.Output), Key(second.Output));
        // Secrets of before are read in plain, new ones are never written so.
        Assert.True(first.Output.IndexOf("secretbox", StringComparison.Ordinal) < first.Output.IndexOf("identity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_goes_into_a_file_of_ones_own_and_over_no_other()
    {
        using var programs = new Programs();
        using var folder = new TempFolder();
        var file = folder.Below("encryption.yaml");

        Assert.Equal(0, (await programs.RunAsync("cluster", "encryption-config", "--output", file)).Code);
        var text = await File.ReadAllTextAsync(file);
        var again = await programs.RunAsync("cluster", "encryption-config", "--output", file);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(2, again.Code);
        Assert.Contains("exists and is kept", again.Errors, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(file));
    }

    [Fact]
    [Trait("rule", "C16")]
    public async Task Minikube_gets_a_network_that_enforces_policies_and_both_files()
    {
        using var programs = new Programs();

        var said = await programs.RunAsync("cluster", "create", "--with", "minikube", "--name", "trial", "--dry-run");

        Assert.Contains(
            "minikube start --profile trial --cpus 4 --memory 8g --disk-size 20g --cni calico --addons metrics-server "
            + "--extra-config=apiserver.audit-policy-file=/etc/ssl/certs/todo-trial-audit.yaml --extra-config=apiserver.audit-log-path=- "
            + "--extra-config=apiserver.encryption-provider-config=/etc/ssl/certs/todo-trial-encryption.yaml\n",
            said.Output,
            StringComparison.Ordinal);
        Assert.Matches("--- .*/.minikube/files/etc/ssl/certs/todo-trial-audit.yaml\n", said.Output);
        Assert.DoesNotMatch("secret: [A-Za-z0-9+/]{43}=", said.Output);
    }

    [Fact]
    [Trait("rule", "C16")]
    public async Task Kind_gets_both_files_ports_for_the_ingress_and_a_metrics_server()
    {
        using var programs = new Programs();

        var said = await programs.RunAsync("cluster", "create", "--with", "kind", "--name", "trial", "--dry-run");

        Assert.Matches("kind create cluster --name trial --config /.*/todo-clusters/trial/kind.yaml --wait 3m\n", said.Output);
        Assert.Contains("helm upgrade --install metrics-server metrics-server --repo https://kubernetes-sigs.github.io/metrics-server/", said.Output, StringComparison.Ordinal);
        Assert.Contains("audit-policy-file: /etc/kubernetes/todo/audit.yaml\n", said.Output, StringComparison.Ordinal);
        Assert.Matches("- name: encryption-provider-config\n +value: /etc/kubernetes/todo/encryption.yaml\n", said.Output);
    }

    [Fact]
    public async Task A_cluster_is_not_made_without_its_program()
    {
        using var programs = new Programs();

        var said = await programs.RunAsync("cluster", "create", "--with", "kind");

        Assert.Equal(2, said.Code);
        Assert.Contains("There is no kind on the PATH", said.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind", "--image kindest/node:v1.28.15")]
    [InlineData("minikube", "--kubernetes-version v1.28.15")]
    public async Task Of_a_given_version(string with, string expected)
    {
        using var programs = new Programs();

        var said = await programs.RunAsync("cluster", "create", "--with", with, "--kubernetes-version", "1.28.15", "--dry-run");

        Assert.Contains(expected, said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.27.3")]
    [InlineData("newest")]
    public async Task Not_of_a_version_that_is_too_old_or_none(string version)
    {
        using var programs = new Programs();

        var said = await programs.RunAsync("cluster", "create", "--with", "kind", "--kubernetes-version", version, "--dry-run");

        Assert.Equal(2, said.Code);
        Assert.Contains(version, said.Errors, StringComparison.Ordinal);
    }

    private static string Key(string text) => text.Split("secret: ")[1].Split('}')[0];
}
