namespace Todo.Cli.Tests.Deploy;

[Trait("rule", "C16")]
public sealed class PreflightTests
{
    [Fact]
    public async Task All_programs_that_are_missing_are_named_at_once()
    {
        using var programs = new Programs();

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0");

        Assert.Equal(2, said.Code);
        Assert.Matches("missing +kubectl .*https://kubernetes.io/docs/tasks/tools/", said.Errors);
        Assert.Matches("missing +helm .*https://helm.sh/docs/intro/install/", said.Errors);
        Assert.Contains("2 missing: the lines above say what to do. Nothing was changed.", said.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1.27.16", "missing  cluster            is Kubernetes 1.27.16; 1.28 or later is needed")]
    [InlineData("v1.31.2+k3s1", "ok       cluster            Kubernetes 1.31.2+k3s1")]
    public async Task The_version_of_the_cluster_is_looked_at(string version, string line)
    {
        using var programs = new Programs().With("helm", Programs.Helm).With("kubectl", Programs.Kubectl.Replace("v1.35.0", version, StringComparison.Ordinal));

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0", "--dry-run");

        Assert.Contains(line, said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_named_with_what_helps()
    {
        using var programs = new Programs().With("helm", Programs.Helm).With("kubectl", "echo 'The connection to the server was refused' >&2; exit 1");

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0");

        Assert.Equal(2, said.Code);
        Assert.Matches("missing +cluster +does not answer: The connection to the server was refused .*--context", said.Errors);
        Assert.DoesNotContain(programs.Calls, call => call.Contains("upgrade", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wrong_values_stop_it_with_what_the_schema_says()
    {
        using var programs = new Programs().With("kubectl", Programs.Kubectl).With("helm", $"""
            case "$*" in
              template*) echo "Error: values don't meet the specifications: at '/global/tls/enabled': value must be true" >&2; exit 1 ;;
            esac
            {Programs.Helm}
            """);

        var said = await programs.RunAsync("deploy", "--env", "prod", "--images", "v1.0.0");

        Assert.Equal(2, said.Code);
        Assert.Matches("missing +values .*/global/tls/enabled", said.Errors);
        Assert.DoesNotContain(programs.Calls, call => call.Contains("upgrade", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_that_was_cut_off_is_not_gone_on_with()
    {
        using var programs = new Programs().With("kubectl", Programs.Kubectl).With("helm", $$"""
            case "$*" in
              history*) echo '[{"revision":1,"status":"deployed"},{"revision":2,"status":"pending-upgrade"}]'; exit 0 ;;
            esac
            {{Programs.Helm}}
            """);

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0");

        Assert.Equal(2, said.Code);
        Assert.Matches("missing +release .*helm rollback todo --namespace todo-dev", said.Errors);
    }

    [Fact]
    public async Task Rights_that_are_missing_are_named()
    {
        using var programs = new Programs().With("helm", Programs.Helm).With("kubectl", $$$"""
            case "$*" in
              "create --output json --filename -") while read -r line; do
                case "$line" in
                  *'"resource":"secrets"'*|*'"resource":"roles"'*) echo '{"status":{"allowed":false}}' ;;
                  *) echo '{"status":{"allowed":true}}' ;;
                esac; done; exit 0 ;;
            esac
            {{{Programs.Kubectl}}}
            """);

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0");

        Assert.Equal(2, said.Code);
        Assert.Matches("missing +rights +you may not create secrets, roles in todo-dev", said.Errors);
    }
}
