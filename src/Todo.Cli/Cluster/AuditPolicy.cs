namespace Todo.Cli.Cluster;

/// <summary>What an API server writes into its audit log, so that every reading of a Secret can be told (C14).</summary>
internal static class AuditPolicy
{
    /// <summary>The policy, as kube-apiserver's option --audit-policy-file takes it.</summary>
    public const string Yaml =
        """
        # task: 004-T039
        # Audit policy of kube-apiserver: who read or changed a Secret, who went into a pod, and who changed what; never contents.
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
          # The cluster's own heartbeat: much of it, and it tells nothing.
          - level: None
            resources:
              - {group: coordination.k8s.io, resources: [leases]}
              - {group: "", resources: [events, nodes/status, pods/status]}
              - {group: events.k8s.io, resources: [events]}
              - {group: discovery.k8s.io, resources: [endpointslices]}
          # Secrets and tokens: who, when and which, readings too. A higher level would write their values into the log.
          - level: Metadata
            resources:
              - {group: "", resources: [secrets, serviceaccounts/token]}
              - {group: authentication.k8s.io, resources: [tokenreviews]}
          # Ways into a pod.
          - level: Metadata
            resources:
              - {group: "", resources: [pods/exec, pods/attach, pods/portforward, pods/ephemeralcontainers, services/proxy, pods/proxy]}
          # Whatever is changed.
          - level: Metadata
            verbs: [create, update, patch, delete, deletecollection]
          # Other readings are not logged.
          - level: None

        """;
}
