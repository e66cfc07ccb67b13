using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Todo.Hosting.Network;

namespace Todo.Hosting.Tests.Network;

public sealed class RateLimitTests
{
    [Fact]
    public void A_bucket_gives_its_permits_at_once_and_refills_evenly()
    {
        var time = new ManualTime();
        var limit = new RateLimit<string>(120, TimeSpan.FromMinutes(1), time);
        for (var i = 0; i < 120; i++)
        {
            Assert.True(limit.TryAcquire("a", out _));
        }

        Assert.False(limit.TryAcquire("a", out var wait));
        Assert.Equal(TimeSpan.FromSeconds(0.5), wait);
        Assert.True(limit.TryAcquire("b", out _));
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(limit.TryAcquire("a", out _));
        Assert.False(limit.TryAcquire("a", out _));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(120, Enumerable.Range(0, 500).Count(_ => limit.TryAcquire("a", out var _)));
    }

    [Fact]
    public void Racing_callers_get_no_more_than_there_is()
    {
        var limit = new RateLimit<int>(1000, TimeSpan.FromHours(1), new ManualTime());
        var given = 0;
        Parallel.For(0, 10_000, _ => Interlocked.Add(ref given, limit.TryAcquire(1, out var _) ? 1 : 0));
        Assert.Equal(1000, given);
    }

    [Fact]
    public void Full_buckets_are_forgotten()
    {
        var time = new ManualTime();
        var limit = new RateLimit<int>(10, TimeSpan.FromMinutes(1), time);
        for (var key = 0; key < 10_000; key++)
        {
            limit.TryAcquire(key, out _);
        }

        time.Advance(TimeSpan.FromMinutes(2));
        limit.TryAcquire(-1, out _);
        Assert.Equal(1, limit.Count);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::c000:201", "192.0.2.1", false)]
    public void One_subscriber_is_one_key(string one, string other, bool same) =>
        Assert.Equal(same, AddressKey.Of(IPAddress.Parse(one)) == AddressKey.Of(IPAddress.Parse(other)));

    [Fact]
    [Trait("rule", "A5")]
    public async Task Beyond_the_limit_the_answer_is_429_with_retry_after_before_anything_else_runs()
    {
        var calls = 0;
        var limit = new RateLimit<AddressKey>(2, TimeSpan.FromMinutes(1), TimeProvider.System);
        await using var service = await TestService.StartAsync(app =>
        {
            app.MapGet("/a", () => ++calls).LimitByAddress(limit);
            app.MapGet("/b", () => ++calls).LimitByAddress(limit);
            app.MapGet("/free", () => "x");
        });
        await service.Public.GetStringAsync("/a");
        await service.Public.GetStringAsync("/b");
        using var refused = await service.Public.GetAsync("/a");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal("too-many-requests", problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(2, calls);
        await service.Public.GetStringAsync("/free");
    }
}
