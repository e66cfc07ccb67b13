namespace Todo.Cli.Cluster;

/// <summary>
/// A cluster by kind, whose network enforces NetworkPolicy since 0.24. Ports 80 and 443 of the loopback interface lead to the node ports 30080 and 30443. It has no metrics
/// server: its own chart brings one.
/// </summary>
internal static class KindPlan
{
    private const string InNode = "/etc/kubernetes/todo";

    /// <summary>The plan for a cluster; <paramref name="folder"/> is where its files lie on this machine.</summary>
    public static ClusterPlan Make(string name, string folder, string encryption, string? version) => new(
        "kind",
        new Version(0, 20),
        $"kind-{name}",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{folder}/server/audit.yaml"] = AuditPolicy.Yaml,
            [$"{folder}/server/encryption.yaml"] = encryption,
            [$"{folder}/kind.yaml"] = Configuration(folder),
        },
        [
            new CommandLine(
                "kind", ["create", "cluster", "--name", name, "--config", $"{folder}/kind.yaml", "--wait", "3m", .. version is null ? (string[])[] : ["--image", "kindest/node:v" + version]]),
            new CommandLine(
                "helm", "upgrade", "--install", "metrics-server", "metrics-server", "--repo", "https://kubernetes-sigs.github.io/metrics-server/", "--version", "3.13.0",
                "--namespace", "kube-system", "--kube-context", $"kind-{name}", "--set", "args={--kubelet-insecure-tls}", "--wait"),
        ],
        ["--set", "traefik.service.type=NodePort,traefik.service.nodePorts.http=30080,traefik.service.nodePorts.https=30443"],
        "at ports 80 and 443 of this machine");

    // kubeadm has written the arguments in two ways; a patch that names its version is used for that version only.
    private static string Configuration(string folder) =>
        $"""
        # task: 005-T031
        kind: Cluster
        apiVersion: kind.x-k8s.io/v1alpha4
        nodes:
          - role: control-plane
            extraMounts:
              - hostPath: {folder}/server
                containerPath: {InNode}
                readOnly: true
            extraPortMappings:
              - hostPort: 80
                containerPort: 30080
                listenAddress: 127.0.0.1
              - hostPort: 443
                containerPort: 30443
                listenAddress: 127.0.0.1
        kubeadmConfigPatches:
          - |
            apiVersion: kubeadm.k8s.io/v1beta3
            kind: ClusterConfiguration
            apiServer:
              extraArgs:
                audit-policy-file: {InNode}/audit.yaml
                audit-log-path: "-"
                encryption-provider-config: {InNode}/encryption.yaml
              extraVolumes:
                - name: todo
                  hostPath: {InNode}
                  mountPath: {InNode}
                  readOnly: true
                  pathType: Directory
          - |
            apiVersion: kubeadm.k8s.io/v1beta4
            kind: ClusterConfiguration
            apiServer:
              extraArgs:
                - name: audit-policy-file
                  value: {InNode}/audit.yaml
                - name: audit-log-path
                  value: "-"
                - name: encryption-provider-config
                  value: {InNode}/encryption.yaml
              extraVolumes:
                - name: todo
                  hostPath: {InNode}
                  mountPath: {InNode}
                  readOnly: true
                  pathType: Directory

        """;
}
