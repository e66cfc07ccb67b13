using System.Security.Cryptography;
using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Deploy;

/// <summary>
/// Finds out for real whether a cluster enforces NetworkPolicy: in a namespace of its own, one pod must reach the cluster's DNS and another, under a policy that closes
/// everything, must not. (The API server is no goal: what a pod sends to its own node is always let through.) Both try again and again, since a network may bring a policy into force a moment after the pod's start.
/// </summary>
internal sealed class NetworkTrial(Kubectl kubectl, Releases helm, string image)
{
    private const string Release = "network-trial";
    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string space = $"todo-network-trial-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";

    /// <summary>True: enforced; false: not; null: the pods did not run, so nothing is known.</summary>
    public async Task<bool?> RunAsync(CancellationToken cancellation)
    {
        var service = await kubectl.FindAsync("service", "kube-dns", "kube-system", cancellation);
        if (service?.Text("spec", "clusterIP") is not { } address)
        {
            return null;
        }

        try
        {
            return await TryAsync(address, cancellation);
        }
        catch (ToolException reason)
        {
            Lines.Progress($"The trial of the network did not run: {reason.Message}");
            return null;
        }
        finally
        {
            // Also after Ctrl-C: a namespace that nobody knows of must not stay.
            await CleanAsync(CancellationToken.None);
        }
    }

    private async Task<bool?> TryAsync(string address, CancellationToken cancellation)
    {
        await helm.RunAsync(
            [
                "install", Release, Path.Combine(Home.Sources, "src", "Todo.Cli", "Deploy", "network-trial"), "--namespace", space, "--create-namespace",
                "--set-string", $"image={image}", "--set-string", $"target=tcp://{address}:53",
            ],
            cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            // When even the open one gets nowhere, the closed one proves nothing.
            return await GetsThroughAsync("open", 1, limit.Token) ? !await GetsThroughAsync("closed", Tries, limit.Token) : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    // False at the first try that fails, true when so many have not.
    private async Task<bool> GetsThroughAsync(string pod, int tries, CancellationToken cancellation)
    {
        while (true)
        {
            var status = (await kubectl.FindAsync("pod", pod, space, cancellation))?.Items("status", "containerStatuses").FirstOrDefault() ?? default;
            if (status.Text("state", "waiting", "reason") is "ImagePullBackOff" or "InvalidImageName")
            {
                throw new ToolException($"the cluster has no image {image}, and can't get it.");
            }

            var ended = status.Part("state", "terminated") ?? status.Part("lastState", "terminated");
            var successes = status.Number("restartCount") + (status.Part("state", "terminated") is null ? 0 : 1);
            if (ended is { } end && end.Number("exitCode") != 0)
            {
                return false;
            }

            if (successes >= tries)
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
        }
    }

    private async Task CleanAsync(CancellationToken cancellation)
    {
        await helm.TryAsync(["uninstall", Release, "--namespace", space], cancellation);
        await kubectl.TryAsync(["delete", "namespace", space, "--ignore-not-found", "--wait=false"], cancellation);
    }
}
