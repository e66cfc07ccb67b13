using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Better Auth's wire: camelCase, times in UTC with milliseconds, unknown members of requests ignored.</summary>
internal static class AuthenticationSchemas
{
    private const string Milliseconds = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$";

    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("SignUp", Taken(
            "A new account",
            ["name", "email", "password"],
            ("name", Text("What others see; may be empty").Length(0, 200)),
            ("email", Email()),
            ("password", Password("Any characters of any script, but none of those that everybody tries first")),
            ("invitationCode", Text("Where sign-up is by invitation").OrNull()),
            ("timeZone", Text("An IANA name; UTC without it").Like("Europe/Berlin").OrNull()))),
        ("SignIn", Taken("An account's address and password", ["email", "password"], ("email", Email()), ("password", Text("The password")))),
        ("RevokeSession", Taken("A session", ["token"], ("token", Text("The handle of a list, or the session token itself")))),
        ("ChangePassword", Taken(
            "A new password",
            ["currentPassword", "newPassword"],
            ("currentPassword", Text("The present one")),
            ("newPassword", Password("The new one")),
            ("revokeOtherSessions", Flag("End every session and begin a new one here").By(false)))),
        ("ResetPassword", Taken(
            "A new password by a one-time code",
            ["newPassword"],
            ("newPassword", Password("The new one")),
            ("token", Text("The code; it may stand in the query instead")))),
        ("UpdateUser", Taken(
            "What to change",
            [],
            ("name", Text("What others see").Length(0, 200)),
            ("image", Text("An http(s) URL; null takes it away").Length(0, 2048).With("format", "uri").OrNull()))),
        ("DeleteUser", Taken("A proof that it is meant", [], ("password", Text("Needed unless the session is younger than 10 minutes").OrNull()))),
        ("User", Optional(["email", "image"], Schema.Object(
            "A user",
            ("name", Text("What others see")),
            ("email", Text("Missing for users of an external server without one")),
            ("emailVerified", Flag("Whether the address was verified")),
            ("image", Text("Missing without one")),
            ("createdAt", Stamp("When the account was made")),
            ("updatedAt", Stamp("When it was last changed")),
            ("id", Text("The `user_id` of the other paths and the `sub` of access tokens"))))),
        ("Session", Schema.Object(
            "A session",
            ("expiresAt", Stamp("When it ends")),
            ("token", Text("The session token; in lists a handle that can only revoke")),
            ("createdAt", Stamp("When it began")),
            ("updatedAt", Stamp("When it was last changed")),
            ("ipAddress", Text("From where it began; may be empty")),
            ("userAgent", Text("With what it began; may be empty")),
            ("userId", Text("Whose it is")),
            ("id", Text("Its handle, the `sid` of access tokens")))),
        ("SignedUp", Schema.Object(
            "The user and the session",
            ("token", Text("The session token; null where the session stays as it is").OrNull()),
            ("user", Ref("User")))),
        ("SignedIn", Schema.Object("The user and the session", ("redirect", Flag("Always false")), ("token", Text("The session token")), ("user", Ref("User")))),
        ("CurrentSession", new JsonObject
        {
            ["description"] = "The session and its user, or null",
            ["anyOf"] = new JsonArray(Schema.Object("Both", ("session", Ref("Session")), ("user", Ref("User"))), new JsonObject { ["type"] = "null" }),
        }),
        ("AccessToken", Schema.Object("An access token", ("token", Text("A JWT: `sub` the user id, `sid` the session, `exp` at most 7 days (a setting) and never beyond the session")))),
        ("SessionList", List("The user's sessions", Ref("Session"))),
        ("Status", Schema.Object("Done", ("status", Flag("Always true")))),
        ("Success", Schema.Object("Done", ("success", Flag("Always true")))),
        ("Deleted", Schema.Object("Done", ("success", Flag("Always true")), ("message", Text("For people")))),
        ("Ok", Schema.Object("Alive", ("ok", Flag("Always true")))),
        ("AuthConfig", Schema.Object(
            "How one gets an account here",
            ("accounts", Choice("Of this server, or of an external Better Auth", "own", "external")),
            ("signUp", Choice("Who may make one here", "open", "invite", "closed")),
            ("signInUrl", Text("Where to sign in when they are external").OrNull()))),
        ("Keys", Schema.Object("A JWK set (RFC 7517)", ("keys", List("Public keys; none where tokens are signed by a shared secret", Schema.Object(
            "A public key",
            ("kty", Choice("Type", "EC")),
            ("crv", Choice("Curve", "P-256")),
            ("x", Text("base64url")),
            ("y", Text("base64url")),
            ("alg", Choice("Algorithm", "ES256")),
            ("use", Choice("Use", "sig")),
            ("kid", Text("The `kid` of the tokens that it signed"))))))),
    ];

    private static JsonObject Email() => Text("An address; case does not matter").Length(3, 254).With("format", "email");

    private static JsonObject Password(string description) => Text(description).Length(8, 128).With("format", "password");

    private static JsonObject Stamp(string description) => Instant(description).Matching(Milliseconds);

    // Better Auth's own client sends members that mean nothing here.
    private static JsonObject Taken(string description, string[] required, params (string Name, JsonObject Schema)[] members)
    {
        var schema = Input(description + ". Members that are not described are ignored.", required, members);
        schema["additionalProperties"] = true;
        return schema;
    }

    private static JsonObject Optional(string[] names, JsonObject schema)
    {
        var required = schema["required"]!.AsArray();
        foreach (var name in required.Where(name => names.Contains(name!.GetValue<string>(), StringComparer.Ordinal)).ToList())
        {
            required.Remove(name);
        }

        return schema;
    }
}
