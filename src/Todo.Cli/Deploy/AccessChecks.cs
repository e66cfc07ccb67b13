using System.Text.Json;

namespace Todo.Cli.Deploy;

/// <summary>Whether the cluster answers, is new enough, and lets us do what a deployment does.</summary>
internal static class AccessChecks
{
    private static readonly Version Oldest = new(1, 28);

    private static readonly (string Group, string[] Kinds)[] Made =
    [
        ("", ["configmaps", "secrets", "services", "serviceaccounts", "persistentvolumeclaims", "resourcequotas", "limitranges"]),
        ("apps", ["deployments", "statefulsets"]),
        ("batch", ["jobs", "cronjobs"]),
        ("networking.k8s.io", ["networkpolicies", "ingresses"]),
        ("autoscaling", ["horizontalpodautoscalers"]),
        ("policy", ["poddisruptionbudgets"]),
        ("rbac.authorization.k8s.io", ["roles", "rolebindings"]),
    ];

    /// <summary>The API server's version, such as 1.35.4; null when it does not answer.</summary>
    public static async Task<string?> ServerAsync(Findings findings, Kubectl kubectl, CancellationToken cancellation)
    {
        var answer = await kubectl.TryAsync(["version", "--output", "json", "--request-timeout", "10s"], cancellation);
        if (!answer.IsGood)
        {
            findings.Miss("cluster", $"does not answer: {answer.LastError} See kubectl config get-contexts, name one by --context, or make one: ./todo cluster create");
            return null;
        }

        var text = Kubectl.Read(answer.Output)[0].Text("serverVersion", "gitVersion")!.TrimStart('v');
        // Distributions add to it, such as 1.31.2+k3s1 or 1.30.1-gke.5.
        var version = Version.Parse(text.Split('+', '-')[0]);
        if (version < Oldest)
        {
            findings.Miss("cluster", $"is Kubernetes {text}; {Oldest} or later is needed: upgrade it, or name another one by --context.");
        }
        else
        {
            findings.Ok("cluster", $"Kubernetes {text}");
        }

        return version.ToString();
    }

    /// <summary>Asks the API server about all rights at once.</summary>
    public static async Task RightsAsync(Findings findings, Kubectl kubectl, Target target, bool isNew, CancellationToken cancellation)
    {
        var asked = Made.SelectMany(group => group.Kinds, (group, kind) => (group.Group, Kind: kind, Space: target.Namespace)).ToList();
        if (isNew)
        {
            asked.Add(("", "namespaces", ""));
        }

        var reviews = string.Join('\n', asked.Select(right => JsonSerializer.Serialize(new
        {
            apiVersion = "authorization.k8s.io/v1",
            kind = "SelfSubjectAccessReview",
            spec = new { resourceAttributes = new { group = right.Group, resource = right.Kind, @namespace = right.Space, verb = "create" } },
        })));
        var answers = Kubectl.Read(await kubectl.RunAsync(["create", "--output", "json", "--filename", "-"], cancellation, reviews));
        var refused = asked.Zip(answers).Where(pair => pair.Second.Text("status", "allowed") != "true").Select(pair => pair.First.Kind).ToList();
        if (refused.Count == 0)
        {
            findings.Ok("rights", $"all that a deployment to {target.Namespace} makes");
        }
        else
        {
            findings.Miss("rights", $"you may not create {string.Join(", ", refused)} in {target.Namespace}: ask the cluster's administrator, or try another --context or --namespace.");
        }
    }

    /// <summary>A release that was cut off can't go on; says what to do.</summary>
    public static void Release(Findings findings, Target target, IReadOnlyList<Revision> history)
    {
        if (history.Count == 0)
        {
            findings.Ok("release", $"{target.Instance} is new in {target.Namespace}");
        }
        else if (history[^1].IsPending)
        {
            var mend = history.Count == 1 ? $"helm uninstall {target.Instance} --namespace {target.Namespace}" : $"helm rollback {target.Instance} --namespace {target.Namespace}";
            findings.Miss("release", $"another deployment is under way, or was cut off. If nobody else deploys: {mend}");
        }
        else
        {
            findings.Ok("release", $"{target.Instance} in {target.Namespace} is at revision {history[^1].Number} ({history[^1].Status})");
        }
    }
}
