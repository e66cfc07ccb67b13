using System.Collections.Concurrent;
using Todo.Backend.Tests.Tasks;
using Todo.Testing;

namespace Todo.Backend.Tests.Database;

/// <summary>People who read and write without a pause, until the test ends it; what was not answered as it should be is kept.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Task[] people;
    private long requests;

    public Load(TestUser user, int people = 6) => this.people = [.. Enumerable.Range(0, people).Select(number => Task.Run(() => RunAsync(user, number)))];

    public ConcurrentQueue<string> Failures { get; } = new();

    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Waits for so many requests more.</summary>
    public Task MoreAsync(int count)
    {
        var until = Requests + count;
        return TwoLogins.UntilAsync(() => Task.FromResult(Requests >= until));
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(people);
        end.Dispose();
    }

    private async Task RunAsync(TestUser user, int number)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            try
            {
                var made = await user.SendAsync("POST", "/api/tasks", $$"""{"title":"{{number}} {{i}}"}""");
                Count(made, 201);
                if (made.Status == 201)
                {
                    Count(await user.SendAsync("PATCH", $"/api/tasks/{made.Object.Id()}/complete"), 200);
                }

                Count(await user.SendAsync("GET", "/api/tasks?limit=5"), 200);
            }
            catch (HttpRequestException e)
            {
                Failures.Enqueue(e.Message);
            }
        }
    }

    private void Count(Answer answer, int expected)
    {
        Interlocked.Increment(ref requests);
        if (answer.Status != expected)
        {
            Failures.Enqueue($"{answer.Status}: {answer.Text}");
        }
    }
}
