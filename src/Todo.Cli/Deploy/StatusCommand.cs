using System.CommandLine;
using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary><c>todo status</c>: how an installation stands; exit code 1 when something in it is not as it should be.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var options = new TargetOptions();
        var command = new Command("status", "How an installation on Kubernetes stands: release, pods, scaling, volumes, backups, certificates, secrets. Exit code 1 when something is wrong.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Target target, CancellationToken cancellation)
    {
        var kubectl = await ClusterTools.KubectlAsync(target, cancellation);
        var helm = await ClusterTools.HelmAsync(target, cancellation);
        var history = await helm.HistoryAsync(target, cancellation);
        if (history.Count == 0)
        {
            throw new UserException($"There is no release {target.Instance} in the namespace {target.Namespace}. ./todo deploy makes one; helm list --all-namespaces shows those there are.");
        }

        var report = new StatusReport(TimeProvider.System);
        report.Release(target, history);
        foreach (var part in StatusParts.All)
        {
            try
            {
                await part(report, kubectl, target, cancellation);
            }
            catch (ToolException reason)
            {
                report.Problem(reason.Message);
            }
        }

        report.Write();
        return report.IsGood ? 0 : 1;
    }
}
