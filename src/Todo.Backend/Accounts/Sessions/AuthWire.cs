using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>A user as Better Auth shows it.</summary>
public sealed record AuthUser(string Name, string? Email, bool EmailVerified, string? Image, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Id);

/// <summary>A session; in lists <c>token</c> is a handle that can only revoke.</summary>
public sealed record AuthSession(
    DateTimeOffset ExpiresAt, string Token, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string IpAddress, string UserAgent, string UserId, string Id);

/// <summary>POST sign-up/email and change-password; the token is null where no new session was made.</summary>
public sealed record AuthSignedUp([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Token, AuthUser User);

/// <summary>POST sign-in/email.</summary>
public sealed record AuthSignedIn(bool Redirect, string Token, AuthUser User);

/// <summary>GET get-session.</summary>
public sealed record AuthSessionView(AuthSession Session, AuthUser User);

/// <summary>GET token: an access token.</summary>
public sealed record AuthToken(string Token);

public sealed record AuthStatus(bool Status);

public sealed record AuthSuccess(bool Success);

public sealed record AuthDeleted(bool Success, string Message);

public sealed record AuthOk(bool Ok);

/// <summary>GET config: how one gets an account here.</summary>
/// <param name="Accounts">own or external.</param>
/// <param name="SignUp">open, invite or closed.</param>
/// <param name="SignInUrl">Where to sign in when accounts are external; null otherwise.</param>
public sealed record AuthConfig(
    string Accounts, string SignUp, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? SignInUrl);

// Bodies, for the OpenAPI document; they are read by JsonBody.
public sealed record SignUpBody(string Name, string Email, string Password, string? InvitationCode, string? TimeZone);

public sealed record SignInBody(string Email, string Password);

public sealed record RevokeSessionBody(string Token);

public sealed record ChangePasswordBody(string CurrentPassword, string NewPassword, bool? RevokeOtherSessions);

public sealed record ResetPasswordBody(string Token, string NewPassword);

public sealed record UpdateUserBody(string? Name, string? Image);

public sealed record DeleteUserBody(string? Password);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(AuthSignedUp))]
[JsonSerializable(typeof(AuthSignedIn))]
[JsonSerializable(typeof(AuthSessionView))]
[JsonSerializable(typeof(AuthSession[]))]
[JsonSerializable(typeof(AuthToken))]
[JsonSerializable(typeof(AuthStatus))]
[JsonSerializable(typeof(AuthSuccess))]
[JsonSerializable(typeof(AuthDeleted))]
[JsonSerializable(typeof(AuthOk))]
[JsonSerializable(typeof(AuthConfig))]
[JsonSerializable(typeof(SignUpBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(RevokeSessionBody))]
[JsonSerializable(typeof(ChangePasswordBody))]
[JsonSerializable(typeof(ResetPasswordBody))]
[JsonSerializable(typeof(UpdateUserBody))]
[JsonSerializable(typeof(DeleteUserBody))]
internal sealed partial class AuthJson : JsonSerializerContext;

/// <summary>JavaScript's own form: UTC with three decimals.</summary>
internal sealed class MillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
