namespace Todo.Cli.Cluster;

/// <summary>
/// A cluster by minikube. It copies what lies below <c>files</c> of its home into every node of every profile, /etc/ssl/certs is what its API server can
/// read there, and its own network enforces no NetworkPolicy, hence Calico.
/// </summary>
internal static class MinikubePlan
{
    /// <summary>The plan for a profile; <paramref name="home"/> is minikube's own folder, such as ~/.minikube.</summary>
    public static ClusterPlan Make(string name, string home, string encryption, string? version)
    {
        const string InNode = "/etc/ssl/certs";
        var (audit, encrypt) = ($"todo-{name}-audit.yaml", $"todo-{name}-encryption.yaml");
        return new ClusterPlan(
            "minikube",
            new Version(1, 32),
            name,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [$"{home}/files{InNode}/{audit}"] = AuditPolicy.Yaml,
                [$"{home}/files{InNode}/{encrypt}"] = encryption,
            },
            [
                new CommandLine("minikube", [
                    "start", "--profile", name, "--cpus", "4", "--memory", "8g", "--disk-size", "20g", "--cni", "calico", "--addons", "metrics-server",
                    $"--extra-config=apiserver.audit-policy-file={InNode}/{audit}", "--extra-config=apiserver.audit-log-path=-",
                    $"--extra-config=apiserver.encryption-provider-config={InNode}/{encrypt}",
                    .. version is null ? (string[])[] : ["--kubernetes-version", "v" + version]]),
            ],
            [],
            $"while minikube tunnel --profile {name} runs, at the address of kubectl get service --namespace todo-system");
    }
}
