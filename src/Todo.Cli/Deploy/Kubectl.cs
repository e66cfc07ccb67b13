using System.Text;
using System.Text.Json;
using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary>The program kubectl, on one context of the user's (null: the current one).</summary>
internal sealed class Kubectl(string? context)
{
    /// <summary>The words that name the same cluster in a command for people.</summary>
    public string ContextOption { get; } = context is null ? "" : $" --context {context}";

    public Task<Answer> TryAsync(IEnumerable<string> arguments, CancellationToken cancellation, string? input = null) =>
        Answer.OfAsync("kubectl", context is null ? arguments : ["--context", context, .. arguments], input, cancellation);

    /// <summary>Its output; a <see cref="ToolException"/> with what it said when it fails.</summary>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation, string? input = null)
    {
        var answer = await TryAsync(arguments, cancellation, input);
        return answer.IsGood ? answer.Output : throw new ToolException($"kubectl: {answer.Error}");
    }

    /// <summary>Objects of a kind (or of several, with commas); none where the cluster does not know the kind.</summary>
    public async Task<IReadOnlyList<KubeObject>> ListAsync(string kind, string? space, CancellationToken cancellation, params string[] more)
    {
        string[] where = space is null ? ["--all-namespaces"] : ["--namespace", space];
        var answer = await TryAsync(["get", kind, .. where, "--output", "json", .. more], cancellation);
        if (answer.IsGood)
        {
            return [.. Read(answer.Output).SelectMany(list => list.Items("items"))];
        }

        return answer.Error.Contains("the server doesn't have a resource type", StringComparison.Ordinal) ? [] : throw new ToolException($"kubectl: {answer.Error}");
    }

    /// <summary>One object, or null where there is none.</summary>
    public async Task<KubeObject?> FindAsync(string kind, string name, string? space, CancellationToken cancellation)
    {
        string[] where = space is null ? [] : ["--namespace", space];
        var output = await RunAsync(["get", kind, name, .. where, "--ignore-not-found", "--output", "json"], cancellation);
        return output.Length == 0 ? null : Read(output)[0];
    }

    /// <summary>Manifests in YAML as objects: the cluster's own reading, so that a kind it does not know is an error here already.</summary>
    public async Task<IReadOnlyList<KubeObject>> ParseAsync(string manifests, CancellationToken cancellation) =>
        Read(await RunAsync(["create", "--dry-run=client", "--validate=false", "--output", "json", "--filename", "-"], cancellation, manifests));

    /// <summary>JSON documents one after the other, as kubectl prints them.</summary>
    public static IReadOnlyList<KubeObject> Read(string documents)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(documents), new JsonReaderOptions { AllowMultipleValues = true });
        List<KubeObject> objects = [];
        while (reader.Read())
        {
            objects.Add(new KubeObject(JsonElement.ParseValue(ref reader)));
        }

        return objects;
    }
}
