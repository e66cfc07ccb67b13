namespace Todo.Cli.Tests.Deploy;

/// <summary>The way in from outside, as the preflight sees it and a deployment makes it.</summary>
[Trait("rule", "C16")]
public sealed class IngressTests
{
    private const string Ingress = """{"kind":"Ingress","metadata":{"name":"todo"},"spec":{}}""";

    // The class of our own controller, which serves todo-dev and a namespace that has gone.
    private const string Ours = """{"items":[{"metadata":{"name":"traefik","annotations":{"ingressclass.kubernetes.io/is-default-class":"true","meta.helm.sh/release-name":"todo-system"}}}]}""";

    private const string Helm = $$$"""
        case "$*" in
          "get values todo-system "*) echo '{"traefik":{"namespaces":["todo-dev","todo-gone"]}}'; exit 0 ;;
        esac
        {{{Programs.Helm}}}
        """;

    [Theory]
    [InlineData("public", "todo-system", "ok       gateway            public in todo-system")]
    [InlineData("other", "todo-system", "missing  gateway            there is no Gateway public in todo-system; there are: other in todo-system.")]
    [InlineData("public", "elsewhere", "missing  gateway            there is no Gateway public in todo-system; there are: public in elsewhere.")]
    public async Task The_gateway_of_a_route_must_be_there(string name, string space, string line)
    {
        const string Route = """{"kind":"HTTPRoute","metadata":{"name":"todo"},"spec":{"parentRefs":[{"name":"public","namespace":"todo-system"}]}}""";
        using var programs = new Programs().With("helm", Programs.Helm)
            .With("kubectl", Kubectl(Route, "gateways", $$$"""{"items":[{"metadata":{"name":"{{{name}}}","namespace":"{{{space}}}"}}]}"""));

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0", "--dry-run");

        Assert.Contains(line, said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_that_our_controller_does_not_serve_is_named()
    {
        using var programs = new Programs().With("helm", Helm).With("kubectl", Kubectl(Ingress, "ingressclasses", Ours));

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0", "--namespace", "todo-other");

        Assert.Equal(2, said.Code);
        Assert.Contains("its controller serves todo-dev, todo-gone only: --ingress lets it serve todo-other, too.", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_controller_learns_to_serve_another_namespace_and_goes_on_serving_those_that_are_there()
    {
        using var programs = new Programs().With("helm", Helm).With("kubectl", Kubectl(Ingress, "ingressclasses", Ours));

        await programs.RunAsync("deploy", "--images", "v1.0.0", "--namespace", "todo-other", "--ingress");

        var upgrade = Assert.Single(programs.Calls, call => call.StartsWith("helm upgrade --install todo-system ", StringComparison.Ordinal));
        Assert.Contains(" --values - --set traefik.namespaces={todo-dev,todo-other} ", upgrade, StringComparison.Ordinal);
    }

    private static string Kubectl(string rendered, string kind, string there) => $$"""
        case "$*" in
          "create --dry-run"*) echo '{{rendered}}'; exit 0 ;;
          *"get {{kind}}"*) echo '{{there}}'; exit 0 ;;
          "get namespace todo-dev "*|"get namespace todo-other "*) echo '{"kind":"Namespace"}'; exit 0 ;;
        esac
        {{Programs.Kubectl}}
        """;
}
