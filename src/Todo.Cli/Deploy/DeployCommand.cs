using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Todo.Cli.Charts;
using Todo.Cli.Output;
using Todo.Cli.Services;

namespace Todo.Cli.Deploy;

/// <summary><c>todo deploy</c>: looks whether the cluster is fit, gets the images there, and lets helm install or upgrade the charts.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        var command = new Command("deploy", "Installs or upgrades Todo on Kubernetes. What is missing is named before anything is changed; what fails is put back as it was.");
        DeployOptions.Bind(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(DeployOptions options, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var findings = new Findings(Lines.Progress);
        var images = await DeployImages.PlanAsync(findings, options, cancellation);
        var (kubectl, helm) = await ToolChecks.RunAsync(findings, options, cancellation);
        if (kubectl is null || helm is null || await AccessChecks.ServerAsync(findings, kubectl, cancellation) is not { } version)
        {
            Lines.Progress("The rest can only be looked at once these are mended.");
            findings.Require();
            return 2;
        }

        using var charts = await ChartCopy.MakeAsync(helm.Helm, Path.Combine(Home.Sources, "charts"), cancellation);
        var chart = charts.PathOf("todo");
        var values = options.ValuesArguments(chart, images.Prefix, images.Tag);
        var deployment = new Deployment(options, kubectl, helm, charts, values, images);
        var manifests = await deployment.LookAsync(findings, version, cancellation);
        findings.Require();
        var diff = await ReleaseDiff.MakeAsync(kubectl, helm, options.Target, manifests, cancellation);
        if (options.IsDry)
        {
            deployment.Show(diff);
            return 0;
        }

        var approver = options.Target.Environment == "prod" ? Approval.Obtain(options.ApprovedBy, diff) : null;
        await deployment.RunAsync(findings, approver, cancellation);
        var report = new DeployReport(kubectl, helm, options.Target);
        if (approver is not null)
        {
            await report.RecordAsync(approver, diff, TimeProvider.System, cancellation);
        }

        await report.TellAsync(manifests, string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0} s"), cancellation);
        return 0;
    }
}
