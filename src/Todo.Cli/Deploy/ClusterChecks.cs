namespace Todo.Cli.Deploy;

/// <summary>What the cluster must have beside room: storage, an ingress, the metrics API, and the Secrets that the values name.</summary>
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

    /// <summary>True when the ingress controller is to be installed first.</summary>
    public static async Task<bool> IngressAsync(Findings findings, Kubectl kubectl, Manifests manifests, bool bring, CancellationToken cancellation)
    {
        if (manifests.IngressClasses.Count == 0)
        {
            findings.Ok("ingress", "none is asked for");
            return false;
        }

        var classes = await kubectl.ListAsync("ingressclasses", null, cancellation);
        if (classes.Count == 0 && bring)
        {
            findings.Ok("ingress", "there is none: charts/todo-system will be installed");
            return true;
        }

        foreach (var wanted in manifests.IngressClasses)
        {
            var found = classes.Where(item => wanted is null ? item.Annotation("ingressclass.kubernetes.io/is-default-class") == "true" : item.Name == wanted).Select(item => item.Name).FirstOrDefault();
            if (found is not null)
            {
                findings.Ok("ingress", $"class {found}{(wanted is null ? ", the default" : "")}");
            }
            else if (classes.Count == 1)
            {
                findings.Miss("ingress", $"there is no {(wanted is null ? "default IngressClass" : "IngressClass " + wanted)}: --set todo-frontend.ingress.className={classes[0].Name} takes the one that is there.");
            }
            else
            {
                findings.Miss("ingress", $"there is no {(wanted is null ? "default IngressClass" : "IngressClass " + wanted)}: --ingress brings one, or do without by --set todo-frontend.ingress.enabled=false");
            }
        }

        return false;
    }

    /// <summary>The ingress controller that the network policy lets in must be the one that runs.</summary>
    public static async Task ControllerAsync(Findings findings, Kubectl kubectl, Manifests manifests, CancellationToken cancellation)
    {
        if (manifests.IngressClasses.Count == 0)
        {
            return;
        }

        var peers = manifests.OfKind("NetworkPolicy")
            .Where(policy => !policy.IsHook && policy.Text("spec", "podSelector", "matchLabels", "app.kubernetes.io/component") == "frontend")
            .SelectMany(policy => policy.Items("spec", "ingress")).SelectMany(rule => rule.Items("from"))
            .Select(peer => (Space: peer.Text("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"), Labels: string.Join(',', peer.Map("podSelector", "matchLabels").Select(label => $"{label.Key}={label.Value}"))))
            .Where(peer => peer.Space is not null && peer.Labels.Length > 0 && !peer.Labels.Contains("todo.dev/tier", StringComparison.Ordinal));
        foreach (var (space, labels) in peers)
        {
            if ((await kubectl.ListAsync("pods", space, cancellation, "--selector", labels)).Count > 0)
            {
                findings.Ok("ingress controller", $"pods {labels} in {space}");
                return;
            }

            findings.Warn("ingress controller", $"no pod {labels} runs in {space}, and no other may reach the frontend: set todo-infrastructure.networkPolicy.ingressController to where yours runs.");
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
