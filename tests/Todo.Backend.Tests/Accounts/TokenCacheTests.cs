using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Operations;
using Todo.Backend.Tests.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts;

/// <summary>How long a token is believed without asking.</summary>
[Trait("rule", "A13")]
public sealed class TokenCacheTests
{
    private readonly FixedTime time = new();
    private readonly TokenCache cache;

    public TokenCacheTests() => cache = new TokenCache(time);

    [Fact]
    public void A_token_is_believed_for_five_seconds_after_the_database_has_spoken()
    {
        var token = Add("t", TimeSpan.FromHours(1));
        time.Move(TimeSpan.FromSeconds(4.9));
        Assert.Same(token, cache.Find(TokenHash.Of("t")));
        time.Move(TimeSpan.FromSeconds(0.1));
        Assert.Null(cache.Find(TokenHash.Of("t")));
        token.Confirm(time.GetTimestamp(), token.Caller);
        Assert.Same(token, cache.Find(TokenHash.Of("t")));
    }

    [Fact]
    public void A_token_is_not_believed_beyond_its_own_end()
    {
        Add("t", TimeSpan.FromSeconds(2));
        time.Move(TimeSpan.FromSeconds(2));
        Assert.Null(cache.Find(TokenHash.Of("t")));
    }

    [Fact]
    public void What_was_read_before_a_revocation_is_not_kept_after_it()
    {
        var seen = cache.Generation;
        cache.End(Credential.Session, [99]);
        cache.Add(TokenHash.Of("t"), Token(TimeSpan.FromHours(1)), seen);
        Assert.Null(cache.Find(TokenHash.Of("t")));
    }

    [Fact]
    public void A_watch_is_told_of_revocation_of_expiry_and_of_silence()
    {
        var (revoked, expired, silent) = (Add("a", TimeSpan.FromHours(1), id: 1), Add("b", TimeSpan.FromSeconds(3), id: 2), Add("c", TimeSpan.FromHours(1), id: 3));
        var (first, second, third) = (cache.Watch(revoked), cache.Watch(expired), cache.Watch(silent));

        cache.End(Credential.Session, [1]);
        Assert.True(first.IsCancellationRequested);
        time.Move(TimeSpan.FromSeconds(3));
        Assert.Equal([silent], cache.Sweep());
        Assert.True(second.IsCancellationRequested);
        time.Move(TimeSpan.FromSeconds(2));
        Assert.False(third.IsCancellationRequested);
        cache.EndUnconfirmed();
        Assert.True(third.IsCancellationRequested);
    }

    [Fact]
    public void A_watched_token_is_polled_though_nobody_asks_by_it()
    {
        var token = Add("t", TimeSpan.FromDays(1));
        cache.Watch(token);
        time.Move(TimeSpan.FromHours(1));
        Assert.Equal([token], cache.Sweep());
        cache.Unwatch(token);
        Assert.Empty(cache.Sweep());
    }

    [Fact]
    public void The_memory_is_bounded()
    {
        for (var i = 0; i < 60_000; i++)
        {
            Add($"token {i}", TimeSpan.FromHours(1));
        }

        Assert.InRange(cache.Count, 1, 50_000);
    }

    private LiveToken Add(string text, TimeSpan lifetime, long id = 7)
    {
        var token = Token(lifetime, id);
        cache.Add(TokenHash.Of(text), token, cache.Generation);
        return token;
    }

    private LiveToken Token(TimeSpan lifetime, long id = 7) =>
        new(Credential.Session, id, new Caller(1, "user", Scopes.Session, TimeZoneInfo.Utc, Door.Rest), time.GetUtcNow() + lifetime, time.GetTimestamp());
}
