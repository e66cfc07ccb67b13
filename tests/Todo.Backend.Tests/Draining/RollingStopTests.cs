using Todo.Backend.Tests.Database;
using Todo.Backend.Tests.Journal;
using Todo.Testing;

namespace Todo.Backend.Tests.Draining;

/// <summary>Replicas are stopped one after the other under people who read and write on kept connections.</summary>
[Trait("rule", "C2")]
public sealed class RollingStopTests
{
    private const int Runs = 3;

    private static readonly Dictionary<string, string?> Drain = new(StringComparer.Ordinal) { ["BACKEND_DRAIN_DELAY"] = "2s" };

    [Fact]
    public async Task No_request_is_lost_when_a_replica_stops()
    {
        await using var first = await TestBackend.StartAsync();
        var user = await TestUser.CreateAsync(first);
        using var addresses = new TwoAddresses(user.Token);
        var old = await BackendProcess.StartAsync(first.Database, Drain);
        try
        {
            addresses.Serve(old);
            await using var load = new Load(user with { Client = addresses.Client });
            await load.MoreAsync(30);
            for (var run = 0; run < Runs; run++)
            {
                var next = await BackendProcess.StartAsync(first.Database, Drain);
                addresses.Serve(old, next);
                await load.MoreAsync(30);

                // The signal and the end of new connections come at about the same time.
                await old.SignalAsync("TERM");
                addresses.Serve(next);
                await old.EndedAsync();
                await load.MoreAsync(30);
                old.Dispose();
                old = next;
            }

            Assert.Empty(load.Failures);
        }
        finally
        {
            old.Dispose();
        }
    }
}
