using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts.Limits;

/// <summary>How much one address and one user may ask. Each replica counts for itself; the lockout is in the database.</summary>
public sealed class LimitSettings
{
    [Setting("BACKEND_LIMIT_AUTH_PER_MINUTE", "Requests to /api/auth a minute from one address.", Default = "120", Min = "1", Max = "1000000")]
    public int AuthPerMinute { get; init; } = 120;

    [Setting("BACKEND_LIMIT_REQUESTS_PER_SECOND", "Other requests a second from one address, and of one user.", Default = "200", Min = "1", Max = "1000000")]
    public int RequestsPerSecond { get; init; } = 200;

    [Setting("BACKEND_LIMIT_CHAT_PER_MINUTE", "Chat messages a minute of one user.", Default = "60", Min = "1", Max = "1000000")]
    public int ChatPerMinute { get; init; } = 60;

    [Setting("BACKEND_LOCKOUT_ATTEMPTS", "Wrong passwords for one account from one address before it is locked out there.", Default = "5", Min = "1", Max = "1000")]
    public int LockoutAttempts { get; init; } = 5;

    [Setting("BACKEND_LOCKOUT_DURATION", "How long such a lockout lasts.", Default = "5m", Min = "1s", Max = "24h")]
    public TimeSpan LockoutDuration { get; init; } = TimeSpan.FromMinutes(5);
}
