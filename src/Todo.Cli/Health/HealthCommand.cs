using System.CommandLine;
using System.CommandLine.Parsing;
using Todo.Cli.Output;

namespace Todo.Cli.Health;

/// <summary><c>todo health URL</c>: what a running service says of itself.</summary>
internal static class HealthCommand
{
    private static readonly (string Path, string Question)[] Probes =
    [
        ("/healthz", "is the process alive"),
        ("/startupz", "has it started"),
        ("/readyz", "does it take requests"),
    ];

    public static Command Create()
    {
        var url = new Argument<Uri>("URL") { Description = "Where it runs, such as http://localhost:8080.", CustomParser = Parse };
        var command = new Command("health", "Asks a running Todo how it is; the exit code is 0 when it takes requests, else 1.") { url };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(url), cancellation));
        return command;
    }

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"'{text}' is no address. Write it as http://localhost:8080.");
        return null;
    }

    private static async Task<int> RunAsync(Uri url, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(10) };
        var rows = new Rows("probe", "question", "answer", "detail");
        var ready = false;
        foreach (var (path, question) in Probes)
        {
            var (isOk, detail) = await AskAsync(http, path, cancellation);
            rows.Add(path, question, isOk ? "yes" : "no", detail);
            ready = isOk;
        }

        rows.Write();
        return ready ? 0 : 1;
    }

    private static async Task<(bool IsOk, string Detail)> AskAsync(HttpClient http, string path, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            var body = await answer.Content.ReadAsStringAsync(cancellation);
            return (answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {body.Trim()}");
        }
        catch (HttpRequestException error)
        {
            return (false, error.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (false, "no answer within 10 s");
        }
    }
}
