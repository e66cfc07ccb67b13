using Todo.Hosting.Network;

namespace Todo.Backend.Accounts.Limits;

/// <summary>The limits in memory, each a token bucket.</summary>
internal sealed class RequestLimits(LimitSettings settings, TimeProvider time)
{
    private readonly RateLimit<AddressKey> auth = new(settings.AuthPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly RateLimit<AddressKey> addresses = new(settings.RequestsPerSecond, TimeSpan.FromSeconds(1), time);
    private readonly RateLimit<long> users = new(settings.RequestsPerSecond, TimeSpan.FromSeconds(1), time);
    private readonly RateLimit<long> chat = new(settings.ChatPerMinute, TimeSpan.FromMinutes(1), time);

    public bool TryAuth(HttpContext context, out TimeSpan wait) => auth.TryAcquire(AddressKey.Of(context), out wait);

    public bool TryAddress(HttpContext context, out TimeSpan wait) => addresses.TryAcquire(AddressKey.Of(context), out wait);

    public bool TryUser(long userId, out TimeSpan wait) => users.TryAcquire(userId, out wait);

    public bool TryChat(long userId, out TimeSpan wait) => chat.TryAcquire(userId, out wait);
}
