using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Accounts;
using Todo.Backend.Accounts.SigningKeys;

namespace Todo.Testing;

/// <summary>A user with a session and an access token, made past the API: nothing hashes a password.</summary>
/// <param name="Id">The key of the row.</param>
/// <param name="Subject">The user id on the wire.</param>
/// <param name="Token">An access token of a session.</param>
/// <param name="Client">A client that sends it.</param>
public sealed record TestUser(long Id, string Subject, string Token, HttpClient Client)
{
    public static async Task<TestUser> CreateAsync(TestBackend backend, string timeZone = "UTC")
    {
        var (now, subject, handle) = (TimeProvider.System.GetUtcNow(), Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        await using var db = backend.Database.Context();
        var user = new User { Subject = subject, Email = $"{subject}@example.com", Name = "Test", TimeZone = timeZone, CreatedAt = now, UpdatedAt = now };
        db.Users.Add(user);
        await db.SaveChangesAsync();
        var session = new Session { UserId = user.Id, Handle = handle, TokenHash = Guid.NewGuid().ToByteArray(), ExpiresAt = now.AddDays(7), CreatedAt = now, UpdatedAt = now };
        db.Sessions.Add(session);
        await db.SaveChangesAsync();
        var token = await backend.Services.GetRequiredService<AccessTokens>().CreateAsync(subject, handle, session.ExpiresAt, CancellationToken.None);
        return new TestUser(user.Id, subject, token, backend.Client(token));
    }
}
