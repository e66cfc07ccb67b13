using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Database;
using Todo.Hosting.Health;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// Works on the turns that this process holds, apart from the requests that began them, and takes over those that another has left. So a
/// connection that is lost stops nothing, and neither does a process.
/// </summary>
internal sealed partial class TurnWorker(TodoDatabase database, TurnLeases leases, TurnRunner runner, ServiceHealth health, TimeProvider time, ILogger<TurnWorker> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<long, (HeldTurn Held, Task Work)> running = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Begins to work on a turn that this process holds.</summary>
    public void Start(TurnRow turn)
    {
        var held = new HeldTurn(turn, leases, time, stopping.Token);
        var begun = new TaskCompletionSource();
        running[turn.Id] = (held, WorkAsync(held, turn, begun.Task));
        begun.SetResult();
    }

    /// <summary>Stops a turn at once, when it is worked on here; elsewhere its row tells.</summary>
    public void Stop(long turn)
    {
        if (running.TryGetValue(turn, out var work))
        {
            work.Held.Stop();
        }
    }

    /// <summary>Takes over what nobody works on.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        foreach (var turn in await leases.TakeAsync(cancellationToken))
        {
            Log.Taken(logger, turn.Id, turn.Attempts);
            Start(turn);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values.Select(work => work.Work)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await health.Started.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(leases.Renewal, time);
        try
        {
            do
            {
                await RoundAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops: what is left is another replica's.
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(cancellationToken);
            await ExpireAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database is away: the next round tries again.
            Log.RoundFailed(logger, e.Message);
        }
    }

    // A turn whose last question has run out, or was answered by a process that died then, goes on.
    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var now = time.GetUtcNow();
        await db.Approvals.Where(approval => approval.Status == Approval.Pending && approval.ExpiresAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, Approval.Expired), cancellationToken);
        await db.Turns
            .Where(turn => turn.Status == TurnRow.AwaitingApproval && !db.Approvals.Any(approval => approval.Turn == turn.Id && approval.Status == Approval.Pending)
                && !db.Turns.Any(other => other.ConversationId == turn.ConversationId
                    && (other.Status == TurnRow.Running || (other.Status == TurnRow.AwaitingApproval && other.Id < turn.Id))))
            .ExecuteUpdateAsync(
                set => set.SetProperty(turn => turn.Status, TurnRow.Running).SetProperty(turn => turn.LeaseUntil, now).SetProperty(turn => turn.Attempts, 1)
                    .SetProperty(turn => turn.UpdatedAt, now),
                cancellationToken);
    }

    private async Task WorkAsync(HeldTurn held, TurnRow turn, Task begun)
    {
        await begun;
        await using (held)
        {
            await runner.RunAsync(held, turn, stopping.Token);
        }

        // It may have been taken again by now.
        if (running.TryGetValue(turn.Id, out var work) && work.Held == held)
        {
            running.TryRemove(KeyValuePair.Create(turn.Id, work));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Turn {Turn} was left by another process and is taken over, attempt {Attempt}", EventName = "TurnTaken")]
        public static partial void Taken(ILogger logger, long turn, int attempt);

        [LoggerMessage(2, LogLevel.Warning, "Looking for turns that were left failed and is tried again: {Reason}", EventName = "TurnsNotTaken")]
        public static partial void RoundFailed(ILogger logger, string reason);
    }
}
