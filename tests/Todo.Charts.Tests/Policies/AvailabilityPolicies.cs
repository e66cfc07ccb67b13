using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>27 to 37: probes, budgets, autoscalers, updates and jobs.</summary>
internal static class AvailabilityPolicies
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    // A service takes requests for 5 s after the signal and then has 20 s to end those it has.
    private const long Drain = 25;

    public static IReadOnlyList<Policy> All { get; } =
    [
        new(27, "What serves says when it is ready", "C2", Lasting("it has no readiness probe", container => container.Json.At("readinessProbe") is not null),
            Policy.Container(container => container.Remove("readinessProbe"))),
        new(28, "What serves says whether it lives, by another question than whether it is ready", "C2",
            Lasting("its liveness probe is missing, or is its readiness probe", container => container.Json.At("livenessProbe") is not null && Question(container, "livenessProbe") != Question(container, "readinessProbe")),
            Policy.Container(container => container["livenessProbe"] = container["readinessProbe"]!.DeepClone())),
        new(29, "What serves says when it has started", "C2", Lasting("it has no startup probe", container => container.Json.At("startupProbe") is not null),
            Policy.Container(container => container.Remove("startupProbe"))),
        new(30, "A probe asks at a port that the container has", "C2",
            Policy.Containers("a probe asks at a port that it does not have", container => Probes.All(probe => HasPort(container, container.Json.At(probe + ".httpGet.port") ?? container.Json.At(probe + ".tcpSocket.port")))),
            Policy.Container(container => container.Make("readinessProbe.httpGet")["port"] = "web")),
        new(31, "What has several replicas has a disruption budget that selects its pods", "C4",
            release => from pod in release.Pods
                       where pod.IsService && IsReplicated(release, pod) && !release.Of("PodDisruptionBudget").Any(budget => budget.Json.At("spec.selector").Selects(pod.Labels))
                       select new Finding(pod.ToString(), "it has several replicas and no disruption budget"),
            Policy.Object("PodDisruptionBudget", "todo-backend", budget => budget.Make("spec.selector.matchLabels")["app.kubernetes.io/component"] = "other")),
        new(32, "A disruption budget lets at least one pod go", "C4",
            Policy.Each("PodDisruptionBudget", "it lets no pod go", (_, budget) => budget.Json.Number("spec.maxUnavailable") >= 1 && budget.Json.At("spec.minAvailable") is null),
            Policy.Object("PodDisruptionBudget", "todo-backend", budget => budget.Make("spec")["maxUnavailable"] = 0)),
        new(33, "A disruption budget stands only where there are several replicas, and does not keep sick pods", "C4",
            Policy.Each("PodDisruptionBudget", "it selects a single replica, or keeps sick pods", (release, budget) => budget.Json.Is("spec.unhealthyPodEvictionPolicy", "AlwaysAllow")
                && release.Pods.Any(pod => pod.IsService && budget.Json.At("spec.selector").Selects(pod.Labels) && IsReplicated(release, pod))),
            Policy.Object("PodDisruptionBudget", "todo-backend", budget => budget.Make("spec").Remove("unhealthyPodEvictionPolicy"))),
        new(34, "An autoscaler has a target with requests, goals of 70 % CPU and 80 % memory, and two pods at least where people rely on it", "C3",
            Policy.Each("HorizontalPodAutoscaler", "its target, goals or bounds are wrong", IsGoodScaler),
            Policy.Object("HorizontalPodAutoscaler", "todo-backend", scaler => scaler.Make("spec.scaleTargetRef")["name"] = "todo-backends")),
        new(35, "What an autoscaler scales states no replicas", "C3",
            release => from scaler in release.Of("HorizontalPodAutoscaler")
                       from target in release.Of("Deployment", "StatefulSet")
                       where scaler.Json.Is("spec.scaleTargetRef.name", target.Name) && target.Json.At("spec.replicas") is not null
                       select new Finding(target.ToString(), "it states replicas, which its autoscaler sets"),
            Policy.Object("Deployment", "todo-backend", deployment => deployment.Make("spec")["replicas"] = 2)),
        new(36, "An update takes no pod away before another serves, and a pod has time to end what it does", "C10",
            Policy.Each("Deployment", "its update takes pods away first, or cuts requests off", (_, deployment) => deployment.Json.Number("spec.strategy.rollingUpdate.maxUnavailable") == 0
                && !deployment.Json.Is("spec.strategy.type", "Recreate") && deployment.Json.Number("spec.template.spec.terminationGracePeriodSeconds") > Drain
                && deployment.Json.At("spec.progressDeadlineSeconds") is not null),
            Policy.Pod(spec => spec["terminationGracePeriodSeconds"] = 20)),
        new(37, "A job ends, is not run twice at once, and is cleaned away", "C2",
            release => from job in release.Of("Job", "CronJob") where !Ends(job) select new Finding(job.ToString(), "it lacks a limit of time, tries or life, or may run twice at once"),
            Policy.Object("CronJob", "todo-backup", job => job.Make("spec")["concurrencyPolicy"] = "Allow")),
    ];

    private static Func<Release, IEnumerable<Finding>> Lasting(string problem, Func<Container, bool> isFine) =>
        Policy.Containers(problem, container => !container.IsLasting || isFine(container));

    // What it asks: how often does not matter.
    private static string Question(Container container, string probe) =>
        string.Join(' ', (string[])["httpGet", "tcpSocket", "exec"]).Split(' ').Select(way => container.Json.At($"{probe}.{way}")?.ToJsonString()).FirstOrDefault(text => text is not null) ?? "";

    private static bool HasPort(Container container, JsonNode? port) =>
        port is null || container.Json.Items("ports").Any(known => known.Text("name") == port.ToString() || known.Text("containerPort") == port.ToString());

    private static bool IsReplicated(Release release, Pod pod) =>
        (release.Of("HorizontalPodAutoscaler").FirstOrDefault(scaler => scaler.Json.Is("spec.scaleTargetRef.name", pod.Owner.Name))?.Json.Number("spec.minReplicas")
            ?? pod.Owner.Json.Number("spec.replicas") ?? 1) > 1;

    private static bool IsGoodScaler(Release release, Manifest scaler)
    {
        var target = release.Of("Deployment").FirstOrDefault(deployment => deployment.Name == scaler.Json.Text("spec.scaleTargetRef.name"));
        var goals = scaler.Json.Items("spec.metrics").Where(metric => metric.Is("type", "Resource")).ToDictionary(metric => metric.Text("resource.name")!, metric => metric.Number("resource.target.averageUtilization"));
        return target?.Pod is { } pod
            && pod.Containers.All(container => Capacity.Amount(container, "requests", "cpu") > 0 && Capacity.Amount(container, "requests", "memory") > 0)
            && goals.GetValueOrDefault("cpu") == 70 && goals.GetValueOrDefault("memory") == 80
            && scaler.Json.Number("spec.minReplicas") >= (release.IsSerious ? 2 : 1)
            && scaler.Json.Number("spec.maxReplicas") >= scaler.Json.Number("spec.minReplicas");
    }

    private static bool Ends(Manifest job)
    {
        var path = job.Kind == "CronJob" ? "spec.jobTemplate.spec" : "spec";
        var isCleaned = job.Json.At(path + ".ttlSecondsAfterFinished") is not null || job.Annotations.ContainsKey("helm.sh/hook-delete-policy");
        var isAlone = job.Kind == "Job" || (job.Json.Is("spec.concurrencyPolicy", "Forbid") && job.Json.At("spec.startingDeadlineSeconds") is not null);
        return isCleaned && isAlone && job.Json.At(path + ".backoffLimit") is not null && job.Json.At(path + ".activeDeadlineSeconds") is not null;
    }
}
