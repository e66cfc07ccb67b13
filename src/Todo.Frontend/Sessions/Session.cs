using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Todo.Contracts;

namespace Todo.Frontend.Sessions;

/// <summary>Who is signed in, as the cookie's ticket has it. The two tokens never leave the server.</summary>
/// <param name="Token">Of the session in the backend: for calls under /api/auth only.</param>
/// <param name="Jwt">For everything else.</param>
public sealed record Session(string UserId, string Name, string TimeZone, DayOfWeek WeekStart, string Token, string Jwt, DateTimeOffset ExpiresAt)
{
    /// <summary>The name of the authentication scheme.</summary>
    public const string Scheme = "session";

    // A browser takes 4096 bytes of cookie: what people may choose freely is cut.
    private const int LongestName = 60;

    private const string TokenItem = "session";
    private const string JwtItem = "jwt";

    /// <summary>The zone of <see cref="TimeZone"/>, UTC where this machine does not know it.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    public DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone).DateTime);

    /// <summary>When the JWT ends, read from it without a check: it comes from the backend itself.</summary>
    public DateTimeOffset JwtExpiresAt()
    {
        var parts = Jwt.Split('.');
        if (parts.Length == 3)
        {
            using var payload = JsonDocument.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])));
            if (payload.RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds))
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            }
        }

        return ExpiresAt;
    }

    public static Session Of(CurrentSession current, string token, SettingsView settings) => new(
        current.User.Id,
        Shorten(current.User.Name ?? ""),
        settings.TimeZone,
        Day(settings.WeekStart),
        token,
        current.Jwt ?? throw new InvalidOperationException("The backend gave no access token with the session."),
        current.Session.ExpiresAt);

    /// <summary>A day by its English name, in any case; Monday for anything else.</summary>
    public static DayOfWeek Day(string? name) => Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) ? day : DayOfWeek.Monday;

    /// <summary>A name as it fits into the cookie: cut between characters, never within one.</summary>
    public static string Shorten(string name)
    {
        if (name.Length <= LongestName)
        {
            return name;
        }

        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(name).TakeWhile(start => start < LongestName))
        {
            end = start;
        }

        return name[..end];
    }

    /// <summary>Null for a ticket that another version wrote: its owner signs in again.</summary>
    public static Session? From(ClaimsPrincipal? user, AuthenticationProperties? properties) =>
        user?.FindFirstValue("sub") is { } id
        && properties?.ExpiresUtc is { } expires
        && properties.Items.TryGetValue(TokenItem, out var token) && token is not null
        && properties.Items.TryGetValue(JwtItem, out var jwt) && jwt is not null
            ? new Session(
                id,
                user.FindFirstValue("name") ?? "",
                user.FindFirstValue("zoneinfo") ?? "UTC",
                Day(user.FindFirstValue("week_start")),
                token,
                jwt,
                expires)
            : null;

    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [new("sub", UserId), new("name", Name), new("zoneinfo", TimeZone), new("week_start", WeekStart.ToString())],
        Scheme,
        "name",
        roleType: null));

    /// <summary>The cookie ends when the session does, not later.</summary>
    public AuthenticationProperties ToProperties(DateTimeOffset now) => new()
    {
        IsPersistent = true,
        IssuedUtc = now,
        ExpiresUtc = ExpiresAt,
        Items = { [TokenItem] = Token, [JwtItem] = Jwt },
    };

    // Records print themselves: a token must not end up in a log that way.
    public override string ToString() => $"session of {UserId}";
}
