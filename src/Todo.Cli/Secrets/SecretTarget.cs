using System.CommandLine;

namespace Todo.Cli.Secrets;

/// <summary>The options that say which instance's secrets are meant, and the cluster they are in.</summary>
internal sealed class SecretTarget
{
    private readonly Option<string> instance = new("--instance") { Description = "The prefix of all names.", DefaultValueFactory = _ => "todo" };
    private readonly Option<string?> @namespace = new("--namespace", "-n") { Description = "The namespace; the current one of the context, or of the pod, where it is not given." };
    private readonly Option<string?> context = new("--context") { Description = "The context of kubectl." };

    public void AddTo(Command command)
    {
        command.Add(instance);
        command.Add(@namespace);
        command.Add(context);
    }

    /// <summary>Opens the cluster: in a pod by its service account, elsewhere by kubectl. The caller disposes it.</summary>
    public async Task<(ISecretCluster Cluster, SecretScope Scope)> OpenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var name = parsed.GetValue(instance)!;
        var space = parsed.GetValue(@namespace);
        if (parsed.GetValue(context) is null && ApiCluster.Server is { } server)
        {
            space ??= (await File.ReadAllTextAsync(Path.Combine(ApiCluster.Account, "namespace"), cancellation)).Trim();
            return (new ApiCluster(server, ApiCluster.Account, space, TimeProvider.System), Scope(name, space));
        }

        space ??= await KubectlCluster.NamespaceAsync(parsed.GetValue(context), cancellation);
        return (new KubectlCluster(parsed.GetValue(context), space), Scope(name, space));
    }

    private static SecretScope Scope(string instance, string @namespace) => new(instance, @namespace, $"{instance}-database", "todo");
}
