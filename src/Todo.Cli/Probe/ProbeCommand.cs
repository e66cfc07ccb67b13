using System.CommandLine;
using System.CommandLine.Parsing;

namespace Todo.Cli.Probe;

/// <summary><c>todo probe EDGE…</c>: whether what should be reachable from here is; the test pods of the charts run it.</summary>
internal static class ProbeCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var edges = new Argument<string[]>("EDGE")
        {
            Description = "tcp://HOST:PORT, or an http address that answers 200; http://HOST:PORT/PATH#401 expects another status.",
            Arity = ArgumentArity.OneOrMore,
        };
        edges.Validators.Add(Validate);
        var limit = new Option<double>("--for") { Description = "Seconds until an edge that is not open counts as closed.", DefaultValueFactory = _ => 20 };
        limit.Validators.Add(result => Validate(result, limit));
        var host = new Option<string?>("--host") { Description = "The Host header of http edges, where a server asks for its public name." };
        var command = new Command("probe", "Tries edges of the network, all at once; one line each, and exit code 1 when one is closed.") { edges, limit, host };
        command.SetAction((parsed, cancellation) => RunAsync(
            [.. parsed.GetRequiredValue(edges).Select(text => Edge.Parse(text)!)],
            TimeSpan.FromSeconds(parsed.GetRequiredValue(limit)),
            parsed.GetValue(host),
            cancellation));
        return command;
    }

    private static void Validate(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => Edge.Parse(token.Value) is null))
        {
            result.AddError($"'{token.Value}' is no edge. Write it as tcp://todo-database:5432 or http://todo-frontend:8080/readyz.");
        }
    }

    private static void Validate(OptionResult result, Option<double> limit)
    {
        if (result.GetValue(limit) is not (> 0 and <= 3600))
        {
            result.AddError("--for takes seconds from 0.1 to 3600.");
        }
    }

    private static async Task<int> RunAsync(IReadOnlyList<Edge> edges, TimeSpan limit, string? host, CancellationToken cancellation)
    {
        using var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        using var http = new HttpMessageInvoker(sockets, disposeHandler: false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(limit);
        var reasons = await Task.WhenAll(edges.Select(edge => WaitAsync(edge, http, host, end.Token)));
        cancellation.ThrowIfCancellationRequested();
        for (var i = 0; i < edges.Count; i++)
        {
            Console.WriteLine(reasons[i] is { } reason ? $"closed {edges[i].Text} {reason}" : $"open {edges[i].Text}");
        }

        return reasons.All(reason => reason is null) ? 0 : 1;
    }

    // Null once it is open, else why it was not the last time. A policy that drops packets gives no answer at all.
    private static async Task<string?> WaitAsync(Edge edge, HttpMessageInvoker http, string? host, CancellationToken end)
    {
        var reason = "no answer";
        while (true)
        {
            try
            {
                if (await edge.TryAsync(http, host, end) is not { } closed)
                {
                    return null;
                }

                reason = closed;
                await Task.Delay(Pause, end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return reason;
            }
        }
    }
}
