namespace Todo.Cli.Deploy;

/// <summary>What the cluster must have beside room: storage, the metrics API, and the Secrets that the values name.</summary>
internal static class ClusterChecks
{
    public static async Task StorageAsync(Findings findings, Kubectl kubectl, Manifests manifests, CancellationToken cancellation)
    {
        if (manifests.StorageClasses.Count == 0)
        {
            findings.Ok("storage", "none is asked for");
            return;
        }

        var classes = await kubectl.ListAsync("storageclasses", null, cancellation);
        foreach (var wanted in manifests.StorageClasses)
        {
            var found = classes.Where(item => wanted is null ? item.Annotation("storageclass.kubernetes.io/is-default-class") == "true" : item.Name == wanted).Select(item => item.Name).FirstOrDefault();
            if (found is not null)
            {
                findings.Ok("storage", $"class {found}{(wanted is null ? ", the default" : "")}");
                continue;
            }

            findings.Miss("storage", wanted is null
                ? "there is no default StorageClass: name one of kubectl get storageclasses by --set todo-infrastructure.database.storage.className=NAME (and backup.storage), or make one the default."
                : $"there is no StorageClass {wanted}; there are: {string.Join(", ", classes.Select(item => item.Name))}");
        }
    }

    public static async Task MetricsAsync(Findings findings, Kubectl kubectl, Manifests manifests, CancellationToken cancellation)
    {
        var service = await kubectl.FindAsync("apiservice", "v1beta1.metrics.k8s.io", null, cancellation);
        if (service?.Items("status", "conditions").Any(condition => condition.Text("type") == "Available" && condition.Text("status") == "True") == true)
        {
            findings.Ok("metrics API", "answers");
        }
        else if (manifests.HasAutoscaler)
        {
            findings.Miss("metrics API", "does not answer, and autoscaling needs it: install metrics-server (minikube addons enable metrics-server; others: https://github.com/kubernetes-sigs/metrics-server).");
        }
        else
        {
            findings.Warn("metrics API", "does not answer: kubectl top and autoscaling won't work until metrics-server is installed.");
        }
    }

    public static async Task SecretsAsync(Findings findings, Kubectl kubectl, Target target, Manifests manifests, CancellationToken cancellation)
    {
        if (manifests.NamedSecrets is not { Count: > 0 } named)
        {
            findings.Ok("secrets", "all are made by the installation");
            return;
        }

        var there = (await kubectl.RunAsync(["get", "secrets", "--namespace", target.Namespace, "--output", "jsonpath={.items[*].metadata.name}"], cancellation)).Split(' ').ToHashSet(StringComparer.Ordinal);
        var absent = named.Where(name => !there.Contains(name)).ToList();
        if (absent.Count == 0)
        {
            findings.Ok("secrets", $"{string.Join(", ", named)} are there");
        }
        else
        {
            findings.Miss("secrets", $"{string.Join(", ", absent)} are named in the values, or used by the ingress, and not in {target.Namespace}: make them first (docs/secrets.md has their keys).");
        }
    }
}
