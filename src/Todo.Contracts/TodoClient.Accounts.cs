using System.Text.Json;
using System.Text.Json.Serialization;

namespace Todo.Contracts;

/// <summary>Accounts, on Better Auth's wire: these calls take the session's token, every other one the JWT.</summary>
public sealed partial class TodoClient
{
    /// <summary>How one gets an account here.</summary>
    public Task<AccountsConfig> GetAccountsConfigAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/auth/config", AuthJson.Default.AccountsConfig, cancellationToken);

    public Task<SignedIn> SignUpAsync(NewAccount account, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/auth/sign-up/email", AuthJson.Default.SignedIn, Json(account, AuthJson.Default.NewAccount), cancellationToken);

    public Task<SignedIn> SignInAsync(string email, string password, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/auth/sign-in/email", AuthJson.Default.SignedIn, Json(new SignIn(email, password), AuthJson.Default.SignIn), cancellationToken);

    /// <summary>The session behind the token with a fresh JWT, or null when there is none any more.</summary>
    public async Task<CurrentSession?> GetSessionAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/auth/get-session", content: null, cancellationToken).ConfigureAwait(false);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var session = await JsonSerializer.DeserializeAsync(body, AuthJson.Default.CurrentSession, cancellationToken).ConfigureAwait(false);
        return session is null ? null : session with { Jwt = response.Headers.TryGetValues("set-auth-jwt", out var jwt) ? jwt.First() : null };
    }

    /// <summary>A fresh JWT for the session.</summary>
    public async Task<string> GetJwtAsync(CancellationToken cancellationToken) =>
        (await GetAsync("/api/auth/token", AuthJson.Default.AuthToken, cancellationToken).ConfigureAwait(false)).Token;

    public Task<IReadOnlyList<SessionInfo>> ListSessionsAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/auth/list-sessions", AuthJson.Default.IReadOnlyListSessionInfo, cancellationToken);

    /// <param name="token">What <see cref="ListSessionsAsync"/> gave for it.</param>
    public Task RevokeSessionAsync(string token, CancellationToken cancellationToken) =>
        PostAsync("/api/auth/revoke-session", Json(new AuthToken(token), AuthJson.Default.AuthToken), cancellationToken);

    /// <summary>The new session's token when the others were revoked, else null.</summary>
    public async Task<string?> ChangePasswordAsync(string currentPassword, string newPassword, bool revokeOtherSessions, CancellationToken cancellationToken) =>
        (await SendAsync(
            HttpMethod.Post,
            "/api/auth/change-password",
            AuthJson.Default.PasswordChanged,
            Json(new ChangePassword(currentPassword, newPassword, revokeOtherSessions), AuthJson.Default.ChangePassword),
            cancellationToken).ConfigureAwait(false)).Token;

    /// <param name="code">The operator's one-time code.</param>
    public Task ResetPasswordAsync(string code, string newPassword, CancellationToken cancellationToken) =>
        PostAsync("/api/auth/reset-password", Json(new ResetPassword(code, newPassword), AuthJson.Default.ResetPassword), cancellationToken);

    public Task UpdateUserAsync(string name, CancellationToken cancellationToken) =>
        PostAsync("/api/auth/update-user", Json(new UpdateUser(name), AuthJson.Default.UpdateUser), cancellationToken);

    /// <summary>Removes the account with all its data.</summary>
    public Task DeleteUserAsync(string password, CancellationToken cancellationToken) =>
        PostAsync("/api/auth/delete-user", Json(new DeleteUser(password), AuthJson.Default.DeleteUser), cancellationToken);

    public Task SignOutAsync(CancellationToken cancellationToken) => PostAsync("/api/auth/sign-out", content: null, cancellationToken);

    private async Task PostAsync(string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, path, content, cancellationToken).ConfigureAwait(false);
    }
}

public sealed record AccountUser(string Id, string? Name, string? Email, bool EmailVerified);

/// <param name="Token">The session's; null when the account must wait for something first.</param>
public sealed record SignedIn(string? Token, AccountUser User);

/// <param name="Token">Of the present session itself, of another one a handle that can only revoke it.</param>
public sealed record SessionInfo(string Id, string UserId, string Token, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? IpAddress, string? UserAgent);

/// <param name="Jwt">From the header set-auth-jwt.</param>
public sealed record CurrentSession(SessionInfo Session, AccountUser User, [property: JsonIgnore] string? Jwt = null);

/// <param name="Accounts">own or external.</param>
/// <param name="SignUp">open, invite or closed.</param>
/// <param name="SignInUrl">Where to sign in when accounts are external.</param>
public sealed record AccountsConfig(string Accounts, string SignUp, string? SignInUrl);

/// <param name="TimeZone">IANA name; UTC when null.</param>
public sealed record NewAccount(string Name, string Email, string Password, string? InvitationCode = null, string? TimeZone = null);

internal sealed record SignIn(string Email, string Password);

internal sealed record AuthToken(string Token);

internal sealed record ChangePassword(string CurrentPassword, string NewPassword, bool RevokeOtherSessions);

internal sealed record PasswordChanged(string? Token);

internal sealed record ResetPassword(string Token, string NewPassword);

internal sealed record UpdateUser(string Name);

internal sealed record DeleteUser(string Password);

/// <summary>Better Auth's JSON: camelCase, without nulls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountsConfig))]
[JsonSerializable(typeof(NewAccount))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(CurrentSession))]
[JsonSerializable(typeof(AuthToken))]
[JsonSerializable(typeof(IReadOnlyList<SessionInfo>))]
[JsonSerializable(typeof(ChangePassword))]
[JsonSerializable(typeof(PasswordChanged))]
[JsonSerializable(typeof(ResetPassword))]
[JsonSerializable(typeof(UpdateUser))]
[JsonSerializable(typeof(DeleteUser))]
internal sealed partial class AuthJson : JsonSerializerContext;
