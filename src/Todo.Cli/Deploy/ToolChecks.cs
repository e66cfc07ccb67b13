using Todo.Cli.Charts;
using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary>The programs of this machine that a deployment needs.</summary>
internal static class ToolChecks
{
    /// <summary>kubectl and helm, each null when it is missing.</summary>
    public static async Task<(Kubectl? Kubectl, Releases? Helm)> RunAsync(Findings findings, DeployOptions options, CancellationToken cancellation)
    {
        Kubectl? kubectl = null;
        if (Tool.IsOnPath("kubectl"))
        {
            kubectl = new Kubectl(options.Target.Context);
            var answer = await kubectl.TryAsync(["version", "--client", "--output", "json"], cancellation);
            findings.Ok("kubectl", answer.IsGood ? Kubectl.Read(answer.Output)[0].Text("clientVersion", "gitVersion") ?? "" : answer.LastError);
        }
        else
        {
            findings.Miss("kubectl", $"is not on the PATH: {ClusterTools.WhereKubectl}");
        }

        try
        {
            var helm = (await Helm.RequiredAsync(cancellation))[0];
            findings.Ok("helm", helm.Version.ToString());
            return (kubectl, new Releases(helm, options.Target.Context));
        }
        catch (UserException reason)
        {
            findings.Miss("helm", reason.Message);
            return (kubectl, null);
        }
    }
}
