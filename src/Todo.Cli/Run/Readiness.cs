using Todo.Cli.Processes;

namespace Todo.Cli.Run;

/// <summary>Waits for a service to say that it is ready.</summary>
internal static class Readiness
{
    public static async Task WaitAsync(Uri address, Child child, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        while (!child.Exited.IsCompleted)
        {
            if (await IsReadyAsync(http, cancellation))
            {
                return;
            }

            await Task.WhenAny(child.Exited, Task.Delay(25, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        var code = await child.Exited;
        var message = $"The {child.Name} could not start (exit code {code}); the lines above say why.";
        throw code == 2 ? new UserException(message) : new FailureException(message);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
