using System.Text.Json;
using Todo.Cli.Deploy;

namespace Todo.Cli.Tests.Deploy;

public sealed class ManifestsTests
{
    private const string Pod = """{"containers":[{"resources":{"requests":{"cpu":"100m","memory":"128Mi"}}},{"resources":{"requests":{"cpu":"50m","memory":"64Mi"}}}],"initContainers":[{"resources":{"requests":{"cpu":"300m","memory":"32Mi"}}}]}""";

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("2", 2)]
    [InlineData("128Mi", 134217728)]
    [InlineData("1G", 1000000000)]
    [InlineData("5e2", 500)]
    [InlineData(null, 0)]
    public void Amounts_are_read_as_Kubernetes_writes_them(string? text, double value) => Assert.Equal((decimal)value, Quantity.Parse(text));

    [Fact]
    [Trait("rule", "C16")]
    public void A_pod_wants_what_its_containers_want_or_one_that_runs_before_them()
    {
        var needs = Needs.OfPod(Object(Pod));

        Assert.Equal(new Needs(0.3m, 192 << 20, 0), needs);
    }

    [Fact]
    [Trait("rule", "C16")]
    public void Replicas_count_by_the_autoscaler_where_there_is_one()
    {
        var manifests = new Manifests([
            Object($$$$"""{"kind":"Deployment","metadata":{"name":"scaled"},"spec":{"template":{"spec":{{{{Pod}}}}}}}"""),
            Object("""{"kind":"HorizontalPodAutoscaler","spec":{"minReplicas":3,"scaleTargetRef":{"name":"scaled"}}}"""),
            Object($$$$"""{"kind":"StatefulSet","metadata":{"name":"single"},"spec":{"replicas":1,"template":{"spec":{{{{Pod}}}}}}}"""),
            Object($$$$"""{"kind":"Job","metadata":{"name":"hook","annotations":{"helm.sh/hook":"pre-install"}},"spec":{"template":{"spec":{{{{Pod}}}}}}}"""),
        ]);

        Assert.Equal(1.2m, manifests.Requests.Cores);
    }

    [Fact]
    [Trait("rule", "E1")]
    public void Secrets_that_nothing_makes_must_be_there_before()
    {
        var manifests = new Manifests([
            Object("""{"kind":"Deployment","metadata":{"name":"a"},"spec":{"template":{"spec":{"volumes":[{"secret":{"secretName":"made"}},{"secret":{"secretName":"named"}},{"secret":{"secretName":"fetched"}},{"secret":{"secretName":"perhaps","optional":true}}]}}}}"""),
            Object("""{"kind":"Ingress","metadata":{"name":"a"},"spec":{"tls":[{"secretName":"certificate"}]}}"""),
            Object("""{"kind":"Role","metadata":{"name":"r","annotations":{"helm.sh/hook":"pre-install"}},"rules":[{"resourceNames":["made"]}]}"""),
            Object("""{"kind":"ExternalSecret","metadata":{"name":"fetched"}}"""),
        ]);

        Assert.Equal(["certificate", "named"], manifests.NamedSecrets);
    }

    private static KubeObject Object(string json) => new(JsonElement.Parse(json));
}
