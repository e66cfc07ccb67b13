using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;

namespace Todo.Backend.Journal;

/// <summary>
/// The one reader of this replica for all users with an open stream: asks once a second, or when woken, which of their accounts
/// have moved, in one query, and lets the streams of those go on.
/// </summary>
internal sealed partial class ChangeReader(TodoDatabase database, ChangeSignal signal, TimeProvider time, ILogger<ChangeReader> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    private readonly Lock changing = new();
    private readonly Dictionary<long, List<Subscription>> subscriptions = [];

    /// <summary>Null when the user has as many open streams here as one may have.</summary>
    public Subscription? TryOpen(long userId, int most)
    {
        lock (changing)
        {
            if (!subscriptions.TryGetValue(userId, out var open))
            {
                subscriptions[userId] = open = [];
            }

            if (open.Count >= most)
            {
                return null;
            }

            var subscription = new Subscription(userId, Close);
            open.Add(subscription);
            return subscription;
        }
    }

    /// <summary>Where the user's journal ends now; null when there is no such user.</summary>
    public async Task<EventId?> HeadAsync(long userId, CancellationToken cancellationToken) =>
        (await HeadsAsync([userId], cancellationToken)).GetValueOrDefault(userId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(Period, stoppingToken);
                await PollAsync(stoppingToken);
                await Task.Delay(Gap, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Failed(logger, e.Message);
                await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        Subscription[] open;
        lock (changing)
        {
            open = [.. subscriptions.Values.SelectMany(list => list)];
        }

        if (open.Length == 0)
        {
            return;
        }

        var heads = await HeadsAsync([.. open.Select(subscription => subscription.UserId).Distinct()], cancellationToken);
        foreach (var subscription in open)
        {
            subscription.Moved(heads.GetValueOrDefault(subscription.UserId));
        }
    }

    private async Task<Dictionary<long, EventId>> HeadsAsync(long[] users, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var heads = from user in db.Users
                    from epoch in db.JournalEpochs
                    where users.Contains(user.Id)
                    select new { user.Id, epoch.Epoch, user.LastChange };
        return await heads.AsNoTracking().ToDictionaryAsync(head => head.Id, head => new EventId(head.Epoch, head.LastChange), cancellationToken);
    }

    private void Close(Subscription subscription)
    {
        lock (changing)
        {
            if (subscriptions.TryGetValue(subscription.UserId, out var open) && open.Remove(subscription) && open.Count == 0)
            {
                subscriptions.Remove(subscription.UserId);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The journal can't be read ({Reason}); open streams wait", EventName = "JournalUnreadable")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
