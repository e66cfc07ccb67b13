namespace Todo.Cli.Deploy;

/// <summary>What leads from outside to the frontend: an ingress class or a Gateway, and a controller that the network policy lets in.</summary>
internal static class IngressChecks
{
    /// <summary>True when the ingress controller is to be installed first, or taught to serve this namespace, too.</summary>
    public static async Task<bool> ClassesAsync(
        Findings findings, Kubectl kubectl, ClusterCharts shared, Target target, Manifests manifests, bool bring, CancellationToken cancellation)
    {
        if (manifests.IngressClasses.Count == 0)
        {
            if (manifests.Gateways.Count == 0)
            {
                findings.Ok("ingress", "none is asked for");
            }

            return false;
        }

        var classes = await kubectl.ListAsync("ingressclasses", null, cancellation);
        if (classes.Count == 0 && bring)
        {
            findings.Ok("ingress", "there is none: charts/todo-system will be installed");
            return true;
        }

        var brings = false;
        foreach (var wanted in manifests.IngressClasses)
        {
            var found = classes.Where(item => wanted is null ? item.Annotation("ingressclass.kubernetes.io/is-default-class") == "true" : item.Name == wanted).ToList();
            var absent = $"there is no {(wanted is null ? "default IngressClass" : "IngressClass " + wanted)}";
            if (found is [var one, ..])
            {
                findings.Ok("ingress", $"class {one.Name}{(wanted is null ? ", the default" : "")}");
                brings |= one.Annotation("meta.helm.sh/release-name") == ClusterCharts.Ingress && await LearnsAsync(findings, shared, target, bring, cancellation);
            }
            else if (classes.Count == 1)
            {
                findings.Miss("ingress", $"{absent}: --set todo-frontend.ingress.className={classes[0].Name} takes the one that is there.");
            }
            else
            {
                findings.Miss("ingress", $"{absent}: --ingress brings one, or do without by --set todo-frontend.ingress.enabled=false");
            }
        }

        return brings;
    }

    /// <summary>The Gateways that a route belongs to.</summary>
    public static async Task GatewaysAsync(Findings findings, Kubectl kubectl, Target target, Manifests manifests, CancellationToken cancellation)
    {
        if (manifests.Gateways.Count == 0)
        {
            return;
        }

        var there = await kubectl.ListAsync("gateways.gateway.networking.k8s.io", null, cancellation);
        foreach (var (wanted, space) in manifests.Gateways)
        {
            var where = space ?? target.Namespace;
            if (there.Any(gateway => gateway.Name == wanted && gateway.Namespace == where))
            {
                findings.Ok("gateway", $"{wanted} in {where}");
            }
            else
            {
                findings.Miss("gateway", $"there is no Gateway {wanted} in {where}; there are: {string.Join(", ", there.Select(gateway => $"{gateway.Name} in {gateway.Namespace}").DefaultIfEmpty("none"))}. Name one by todo-frontend.httpRoute.parentRefs.");
            }
        }
    }

    /// <summary>The ingress controller that the network policy lets in must be the one that runs.</summary>
    public static async Task ControllerAsync(Findings findings, Kubectl kubectl, Manifests manifests, CancellationToken cancellation)
    {
        if (manifests.IngressClasses.Count == 0 && manifests.Gateways.Count == 0)
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

    // The controller of our own chart serves the namespaces that it was told to, and no others. True when it is to be told of this one.
    private static async Task<bool> LearnsAsync(Findings findings, ClusterCharts shared, Target target, bool bring, CancellationToken cancellation)
    {
        if (await shared.ServedAsync(cancellation) is not { Count: > 0 } served || served.Contains(target.Namespace, StringComparer.Ordinal))
        {
            return false;
        }

        if (!bring)
        {
            findings.Miss("ingress", $"its controller serves {string.Join(", ", served)} only: --ingress lets it serve {target.Namespace}, too.");
            return false;
        }

        findings.Ok("ingress", $"its controller serves {string.Join(", ", served)}, and will serve {target.Namespace}, too");
        return true;
    }
}
