using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Todo.Contracts;

namespace Todo.Cluster.Tests.Running;

/// <summary>
/// People at work while something is done to the cluster: each in turn adds a task, reads it and reads the list, at a constant rate, on
/// kept connections. Remembers what failed and every write that was acknowledged.
/// </summary>
public sealed class Load : IAsyncDisposable
{
    private readonly Site site;
    private readonly Person person;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentDictionary<long, string> acknowledged = new();
    private readonly Task[] workers;
    private int answered;

    private Load(Site site, Person person, int workers, TimeSpan pause)
    {
        this.site = site;
        this.person = person;
        this.workers = [.. Enumerable.Range(0, workers).Select(number => WorkAsync(number, pause))];
    }

    /// <summary>Requests that were answered as they should be.</summary>
    public int Answered => Volatile.Read(ref answered);

    /// <summary>Requests that were not: when, which and how.</summary>
    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>Tasks whose creation was answered with 201, by id.</summary>
    public IReadOnlyDictionary<long, string> Acknowledged => acknowledged;

    /// <summary>Until the tasks of a signed-up person are added and read by so many workers.</summary>
    public static async Task<Load> StartAsync(Site site, int workers, TimeSpan pause, CancellationToken cancellation) =>
        new(site, await Person.SignUpAsync(site, cancellation), workers, pause);

    /// <summary>Waits until so many more requests have been answered: the app goes on answering.</summary>
    public async Task GoOnAsync(int requests, TimeSpan limit, CancellationToken cancellation)
    {
        var goal = Answered + requests;
        await Until.Async(limit, $"{requests} more requests answered", _ => Task.FromResult((Answered >= goal, $"{Answered} of {goal}; failures: {string.Join("; ", failures.TakeLast(3))}")), cancellation);
    }

    /// <summary>Ends the load and gives what failed.</summary>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        return failures;
    }

    /// <summary>Those acknowledged tasks that are not there any more; there should be none.</summary>
    public async Task<IReadOnlyList<long>> LostAsync(CancellationToken cancellation)
    {
        // Connections of its own: those of the load may be the ones that broke.
        using var http = site.Client();
        var export = JsonNode.Parse(await new TodoClient(http, site.Address, person.Token).ExportAsync(cancellation))!;
        var there = export["tasks"]!.AsArray().Select(task => (string)task!["title"]!).ToHashSet(StringComparer.Ordinal);
        return [.. acknowledged.Where(task => !there.Contains(task.Value)).Select(task => task.Key)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        person.Dispose();
        stop.Dispose();
    }

    private async Task WorkAsync(int number, TimeSpan pause)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"task {number}-{turn}");
            var id = await SendAsync(person.Request(HttpMethod.Post, "/api/tasks", new StringContent($$"""{"title":"{{title}}"}""", Encoding.UTF8, "application/json")), 201);
            if (id is { } added)
            {
                acknowledged[added] = title;
                await SendAsync(person.Request(HttpMethod.Get, $"/api/tasks/{added}"), 200);
            }

            await SendAsync(person.Request(HttpMethod.Get, "/api/tasks?limit=10"), 200);
            await Task.Delay(pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The id in the answer, if there is one.
    private async Task<long?> SendAsync(HttpRequestMessage request, int expected)
    {
        using (request)
        {
            try
            {
                using var response = await person.Http.SendAsync(request, CancellationToken.None);
                var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
                if ((int)response.StatusCode == expected)
                {
                    Interlocked.Increment(ref answered);
                    return (long?)JsonNode.Parse(body)?["id"];
                }

                Fail(request, $"{(int)response.StatusCode} {body[..Math.Min(body.Length, 200)]}");
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
            {
                Fail(request, exception.InnerException?.Message ?? exception.Message);
            }

            return null;
        }
    }

    private void Fail(HttpRequestMessage request, string how) =>
        failures.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {request.Method} {request.RequestUri} {how}"));
}
