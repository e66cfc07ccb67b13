using System.Text.Json.Nodes;

namespace Todo.Cluster.Tests.Running;

/// <summary>kubectl in one namespace.</summary>
public sealed class Kubectl(string @namespace)
{
    /// <summary>Its trimmed output; a failure fails the test.</summary>
    public Task<string> RunAsync(CancellationToken cancellation, params string[] arguments) =>
        Program.RunAsync("kubectl", ["--namespace", @namespace, .. arguments], input: null, cancellation);

    public Task<Outcome> TryAsync(CancellationToken cancellation, params string[] arguments) =>
        Program.TryAsync("kubectl", ["--namespace", @namespace, .. arguments], input: null, cancellation);

    /// <summary>Makes what the manifest says; for what tests bring along, never for the product's own objects.</summary>
    public Task<string> ApplyAsync(string manifest, CancellationToken cancellation) =>
        Program.RunAsync("kubectl", ["--namespace", @namespace, "apply", "-f", "-"], manifest, cancellation);

    /// <summary>One object.</summary>
    public async Task<JsonNode> GetAsync(string kind, string name, CancellationToken cancellation) =>
        JsonNode.Parse(await RunAsync(cancellation, "get", kind, name, "-o", "json"))!;

    /// <summary>All objects of a kind, or those that the labels select.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string kind, string? selector, CancellationToken cancellation)
    {
        string[] labels = selector is null ? [] : ["-l", selector];
        var list = JsonNode.Parse(await RunAsync(cancellation, ["get", kind, .. labels, "-o", "json"]))!;
        return [.. list["items"]!.AsArray().Select(item => item!)];
    }

    /// <summary>The pods of a part that are not on their way out.</summary>
    public async Task<IReadOnlyList<JsonNode>> PodsAsync(string component, CancellationToken cancellation) =>
        [.. (await ListAsync("pods", "app.kubernetes.io/component=" + component, cancellation)).Where(pod => pod["metadata"]!["deletionTimestamp"] is null)];

    /// <summary>One statement as PostgreSQL's superuser, in the database's pod; its bare output.</summary>
    public Task<string> SqlAsync(string instance, string sql, CancellationToken cancellation) =>
        RunAsync(cancellation, "exec", $"{instance}-database-0", "-c", "postgres", "--", "psql", "-U", "postgres", "-d", "todo", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql);
}

public static class PodExtensions
{
    public static string Name(this JsonNode node) => (string)node["metadata"]!["name"]!;

    public static string Uid(this JsonNode node) => (string)node["metadata"]!["uid"]!;

    /// <summary>What a Deployment's pods are made of, the same for all that an autoscaler adds or takes away; of others, which pod it is.</summary>
    public static string Making(this JsonNode pod) => (string?)pod["metadata"]!["labels"]?["pod-template-hash"] ?? pod.Uid();

    public static DateTimeOffset Created(this JsonNode node) => (DateTimeOffset)node["metadata"]!["creationTimestamp"]!;

    /// <summary>When a pod became ready; null when it is not.</summary>
    public static DateTimeOffset? ReadySince(this JsonNode pod) =>
        pod["status"]?["conditions"]?.AsArray()
            .Where(condition => (string)condition!["type"]! == "Ready" && (string)condition["status"]! == "True")
            .Select(condition => (DateTimeOffset?)condition!["lastTransitionTime"]!)
            .FirstOrDefault();

    public static bool IsReady(this JsonNode pod) => pod.ReadySince() is not null;

    /// <summary>Restarts of all its containers.</summary>
    public static int Restarts(this JsonNode pod) =>
        pod["status"]?["containerStatuses"]?.AsArray().Sum(container => (int)container!["restartCount"]!) ?? 0;
}
