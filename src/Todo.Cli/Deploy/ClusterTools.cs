using Todo.Cli.Charts;
using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary>kubectl and helm for a target, for commands that need them and have no preflight of their own.</summary>
internal static class ClusterTools
{
    public const string WhereKubectl = "install it: https://kubernetes.io/docs/tasks/tools/";

    public static async Task<Kubectl> KubectlAsync(Target target, CancellationToken cancellation)
    {
        if (!Tool.IsOnPath("kubectl"))
        {
            throw new UserException($"There is no kubectl on the PATH: {WhereKubectl}");
        }

        var kubectl = new Kubectl(target.Context);
        var answer = await kubectl.TryAsync(["version", "--request-timeout", "10s"], cancellation);
        return answer.IsGood ? kubectl : throw new UserException($"The cluster does not answer: {answer.LastError} See kubectl config get-contexts, and name one by --context.");
    }

    public static async Task<Releases> HelmAsync(Target target, CancellationToken cancellation) =>
        new((await Helm.RequiredAsync(cancellation))[0], target.Context);
}
