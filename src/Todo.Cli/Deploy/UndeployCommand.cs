using System.CommandLine;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary><c>todo undeploy</c>: takes an installation away, but for Secrets and volumes.</summary>
internal static class UndeployCommand
{
    public static Command Create()
    {
        var options = new TargetOptions();
        var yes = new Option<bool>("--yes") { Description = "Don't ask." };
        var command = new Command("undeploy", "Takes an installation off Kubernetes. Secrets and volumes, and so all data, are kept.");
        options.AddTo(command);
        command.Options.Add(yes);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), parsed.GetValue(yes), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Target target, bool yes, CancellationToken cancellation)
    {
        var kubectl = await ClusterTools.KubectlAsync(target, cancellation);
        var helm = await ClusterTools.HelmAsync(target, cancellation);
        if ((await helm.HistoryAsync(target, cancellation)).Count == 0)
        {
            throw new UserException($"There is no release {target.Instance} in the namespace {target.Namespace}: nothing to take away. helm list --all-namespaces shows those there are.");
        }

        if (!yes)
        {
            var answer = Confirmation.Ask(
                $"This stops {target.Instance} in {target.Namespace}; nobody can use it then. Secrets and volumes stay. Type {target.Instance} to go on:", "--yes");
            if (answer != target.Instance)
            {
                throw new UserException("That is another name: nothing was changed.");
            }
        }

        Lines.Progress(await helm.RunAsync(["uninstall", target.Instance, "--namespace", target.Namespace, "--wait", "--timeout", "5m"], cancellation));
        await RemoveHooksAsync(kubectl, target, cancellation);
        await TellAsync(kubectl, target, cancellation);
        return 0;
    }

    // Helm leaves what its hooks have made: Jobs that failed, what these were given, and pods of `helm test`.
    private static async Task RemoveHooksAsync(Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        const string Kinds = "jobs,pods,configmaps,serviceaccounts,networkpolicies,roles,rolebindings";
        var left = (await kubectl.ListAsync(Kinds, target.Namespace, cancellation, "--selector", target.PodSelector)).Where(item => item.IsHook || item.Kind == "Pod").ToList();
        if (left.Count > 0)
        {
            await kubectl.RunAsync(
                ["delete", "--namespace", target.Namespace, "--ignore-not-found", "--timeout=60s", .. left.Select(item => $"{item.Kind.ToLowerInvariant()}/{item.Name}")], cancellation);
        }
    }

    private static async Task TellAsync(Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var kept = (await kubectl.RunAsync(
            ["get", "secrets,persistentvolumeclaims", "--namespace", target.Namespace, "--selector", target.PodSelector, "--output", "name"], cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (kept.Length == 0)
        {
            Console.WriteLine($"{target.Instance} is gone, and nothing of it is left in {target.Namespace}.");
            return;
        }

        Console.WriteLine($"{target.Instance} is gone. Kept in {target.Namespace}, for the next ./todo deploy:");
        foreach (var name in kept)
        {
            Console.WriteLine($"  {name}");
        }

        Console.WriteLine($"""
            To delete them too, with all data, for good:
              kubectl{kubectl.ContextOption} delete secrets,persistentvolumeclaims --namespace {target.Namespace} --selector {target.PodSelector}
            """);
    }
}
