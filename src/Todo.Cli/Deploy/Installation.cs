using Todo.Cli.Output;
using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary>One <c>helm upgrade --install</c> that goes back by itself when it fails, and tells why it did.</summary>
internal sealed class Installation(Kubectl kubectl, Releases helm, Target target)
{
    /// <summary>Helm's arguments; <paramref name="chart"/> is a folder, <paramref name="values"/> are its options for values.</summary>
    public string[] Arguments(string chart, IEnumerable<string> values, TimeSpan timeout, string description) => helm.Arguments(
    [
        "upgrade", "--install", target.Instance, chart, "--namespace", target.Namespace, .. values, "--wait", helm.RollbackOption, "--timeout", Releases.Duration(timeout),
        "--description", description,
    ]);

    /// <summary>Runs it. Ctrl-C asks helm to stop, and waits until it has put back what was there before.</summary>
    public async Task RunAsync(string[] arguments, TimeSpan timeout, CancellationToken cancellation)
    {
        var witness = new Witness(kubectl, target);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await witness.ForgetFailedAsync(cancellation);
        var watch = witness.WatchAsync(ended.Token);
        List<string> errors = [];
        int code;
        await using (var child = await Child.StartAsync(new ChildStart("helm", helm.Helm.Program, arguments) { Error = errors.Add }))
        {
            try
            {
                code = await child.Exited.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                Lines.Progress("Stopping: helm puts back what was there before; this may take a while.");
                await child.StopAsync(timeout + timeout);
                throw;
            }
            finally
            {
                await ended.CancelAsync();
            }
        }

        await watch;
        if (code != 0)
        {
            throw new FailureException(await ExplainAsync(witness, errors, cancellation));
        }
    }

    private async Task<string> ExplainAsync(Witness witness, List<string> errors, CancellationToken cancellation)
    {
        await witness.LookAsync(cancellation);
        errors.ForEach(Lines.Progress);
        if (witness.Tell().ToList() is { Count: > 0 } troubles)
        {
            Lines.Progress("Pods that were not well:");
            troubles.ForEach(Lines.Progress);
        }

        return (await helm.HistoryAsync(target, cancellation)) switch
        {
            [] => $"{target.Instance} was not installed. Nothing of it runs in {target.Namespace}; Secrets and volumes that it made are kept for the next try.",
            [.., { Status: "deployed" } last] => $"The upgrade failed. {target.Instance} runs as before: revision {last.Number}, {last.Description}.",
            [.., var last] => $"It failed, and revision {last.Number} is {last.Status}. See helm history {target.Instance} --namespace {target.Namespace}; helm rollback goes back to one that was good.",
        };
    }
}
