using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Hosting.Health;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>
/// Asks the database every two seconds, in one query, whether the tokens known here still stand, so that what another replica
/// revokes ends here within five, open streams included. Polled, since a notification can get lost.
/// </summary>
internal sealed partial class RevocationPoll(TokenCache cache, TodoDatabase database, ServiceHealth health, TimeProvider time, ILogger<RevocationPoll> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // "Used at" of a personal token need not be exact.
    private static readonly TimeSpan RecordUse = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await health.Started.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(Interval, time);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing is believed longer than the trust lasts: requests ask the database themselves, streams end.
                Log.Failed(logger, e.Message);
                cache.EndUnconfirmed();
            }
        }
    }

    /// <summary>One round.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var tokens = cache.Sweep();
        if (tokens.Count == 0)
        {
            return;
        }

        var asked = time.GetTimestamp();
        using var limit = new CancellationTokenSource(TokenCache.Trust - Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await using var db = database.CreateContext();
        var standing = await StandingAsync(db, tokens, either.Token);
        foreach (var token in tokens)
        {
            if (!standing.TryGetValue((token.Kind, token.Id), out var zone))
            {
                token.End();
                Log.Ended(logger, token.Kind, token.Caller.UserId);
                continue;
            }

            token.Confirm(asked, string.Equals(token.Caller.TimeZone.Id, zone, StringComparison.Ordinal) ? token.Caller : token.Caller with { TimeZone = Zones.Find(zone) });
        }

        await RecordUsesAsync(db, tokens, either.Token);
    }

    private static async Task<Dictionary<(Credential Kind, long Id), string>> StandingAsync(TodoDb db, IReadOnlyList<LiveToken> tokens, CancellationToken cancellation)
    {
        var (sessions, personal, users) = (Ids(Credential.Session), Ids(Credential.Personal), Ids(Credential.External));
        var (session, pat, external) = ((int)Credential.Session, (int)Credential.Personal, (int)Credential.External);
        var rows = await db.Database.SqlQuery<Standing>(
            $"""
            select {session} as "Kind", s.id as "Id", u.time_zone as "TimeZone" from sessions s join users u on u.id = s.user_id
            where s.id = any({sessions}) and s.revoked_at is null and u.disabled_at is null
            union all
            select {pat}, t.id, u.time_zone from personal_tokens t join users u on u.id = t.user_id
            where t.id = any({personal}) and t.revoked_at is null and u.disabled_at is null
            union all
            select {external}, u.id, u.time_zone from users u where u.id = any({users}) and u.disabled_at is null
            """).ToListAsync(cancellation);
        return rows.ToDictionary(row => ((Credential)row.Kind, row.Id), row => row.TimeZone);

        long[] Ids(Credential kind) => [.. tokens.Where(token => token.Kind == kind).Select(token => token.Id).Distinct()];
    }

    private async Task RecordUsesAsync(TodoDb db, IReadOnlyList<LiveToken> tokens, CancellationToken cancellation)
    {
        var used = tokens.Where(token => token.Kind == Credential.Personal && !token.IsEnded
            && (token.RecordedAt == 0 || (token.UsedAt > token.RecordedAt && time.GetElapsedTime(token.RecordedAt) > RecordUse))).ToList();
        if (used.Count == 0)
        {
            return;
        }

        var (ids, now) = (used.Select(token => token.Id).ToArray(), time.GetUtcNow());
        await db.PersonalTokens.Where(token => ids.Contains(token.Id)).ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsedAt, now), cancellation);
        foreach (var token in used)
        {
            token.RecordedAt = time.GetTimestamp();
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed record Standing(int Kind, long Id, string TimeZone);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Revocations can't be asked for ({Reason}); tokens are verified with each request meanwhile", EventName = "RevocationPollFailed")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "A token of user {UserId} has ended ({Kind})", EventName = "TokenEnded")]
        public static partial void Ended(ILogger logger, Credential kind, long userId);
    }
}
