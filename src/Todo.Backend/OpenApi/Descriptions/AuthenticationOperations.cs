using System.Text.Json.Nodes;
using Todo.Backend.Accounts.Sessions;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Everything under <c>/api/auth</c>. With an external Better Auth only <c>ok</c> and <c>config</c> are there.</summary>
internal static class AuthenticationOperations
{
    private static readonly AuthFailure Invalid = AuthFailure.Validation("email", "Invalid email address");
    private static readonly AuthFailure[] BadPasswords = [AuthFailure.PasswordTooShort, AuthFailure.PasswordTooLong, AuthFailure.PasswordCommon];

    public static IEnumerable<Operation> All() =>
    [
        Call("post", "sign-up/email", "signUp", "Make an account and sign in", "With e-mail and password. Who may do so is a setting of the server: `GET /api/auth/config`.", Access.Anonymous,
            Content.Json("SignUp", ("account", "A new account", Examples.Json("""{"name":"Ada","email":"ada@example.com","password":"a long and winding road","timeZone":"Europe/Berlin"}"""))),
            new Answer(200, "The account is made, and a session has begun", Content.Json("SignedUp", ("signedUp", "Signed up", SignedUp(Examples.Session)))) { Headers = ["set-auth-token"] },
            [Invalid, .. BadPasswords, AuthFailure.SignUpClosed, AuthFailure.InvitationRequired, AuthFailure.UserExists]),
        Call("post", "sign-in/email", "signIn", "Sign in",
            "With e-mail and password. A wrong password, an unknown address and a lockout (5 wrong passwords for an account from an address, 5 minutes) have one answer.", Access.Anonymous,
            Content.Json("SignIn", ("account", "An account", Examples.Json("""{"email":"ada@example.com","password":"a long and winding road"}"""))),
            new Answer(200, "A session has begun", Content.Json("SignedIn", ("signedIn", "Signed in", SignedIn()))) { Headers = ["set-auth-token"] },
            [Invalid, AuthFailure.InvalidEmail, AuthFailure.InvalidEmailOrPassword]),
        Call("get", "get-session", "getSession", "Read the session", "With an access token in a header, so that one request gives both.", Access.OptionalSession,
            null,
            new Answer(200, "The session, or null without one", Content.Json("CurrentSession", ("session", "A session", new JsonObject { ["session"] = Session(Examples.Session), ["user"] = User() }))) { Headers = ["set-auth-jwt"] },
            []),
        Call("get", "token", "getAccessToken", "Get an access token", "A JWT for all other requests. Get a new one when it has expired.", Access.Session,
            null,
            new Answer(200, "An access token", Content.Json("AccessToken", ("token", "A JWT", new JsonObject { ["token"] = Examples.Jwt }))),
            [AuthFailure.Unauthorized]),
        Call("get", "jwks", "getKeys", "Get the public keys", "By which access tokens can be verified elsewhere. Keys change; unknown `kid`s are a reason to ask again.", Access.Anonymous,
            null,
            new Answer(200, "The keys", Content.Json("Keys", ("keys", "One key", Examples.Json(
                """{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","alg":"ES256","use":"sig","kid":"q3Zt8mXw1LbV6sKd"}]}""")))),
            []),
        Call("get", "list-sessions", "listSessions", "List the sessions", "Where the account is signed in. Their `token` is a handle that can only revoke.", Access.Session,
            null,
            new Answer(200, "The sessions", Content.Json("SessionList", ("sessions", "One session", new JsonArray(Session("s4Vt9mQx2LbW7sKe"))))),
            [AuthFailure.Unauthorized]),
        Call("post", "revoke-session", "revokeSession", "End a session", "One of the caller's own. An unknown one is answered alike.", Access.Session,
            Content.Json("RevokeSession", ("session", "By its handle", Examples.Json("""{"token":"s4Vt9mQx2LbW7sKe"}"""))),
            Done(),
            [AuthFailure.Validation("token", "Invalid input: expected string, received undefined"), AuthFailure.Unauthorized]),
        Call("post", "revoke-other-sessions", "revokeOtherSessions", "End every other session", "This one stays.", Access.Session, null, Done(), [AuthFailure.Unauthorized]),
        Call("post", "revoke-sessions", "revokeSessions", "End every session", "This one too.", Access.Session, null, Done(), [AuthFailure.Unauthorized]),
        Call("post", "change-password", "changePassword", "Change the password", "By the present one. With `revokeOtherSessions` every session ends, and a new one begins here.", Access.Session,
            Content.Json("ChangePassword", ("change", "And sign out elsewhere", Examples.Json("""{"currentPassword":"a long and winding road","newPassword":"another long and winding road","revokeOtherSessions":true}"""))),
            new Answer(200, "It is changed", Content.Json("SignedUp", ("kept", "The session stays", SignedUp(null)), ("new", "A new session", SignedUp(Examples.Session)))),
            [AuthFailure.Validation("newPassword", "Invalid input: expected string, received undefined"), .. BadPasswords, AuthFailure.InvalidPassword, AuthFailure.Unauthorized]),
        Call("post", "reset-password", "resetPassword", "Set a new password by a code",
            "By the one-time code of `./todo users reset-password`. Every session and personal access token of the account ends.", Access.Anonymous,
            Content.Json("ResetPassword", ("reset", "By a code", Examples.Json("""{"newPassword":"another long and winding road","token":"v7Qm2Kx9"}"""))),
            Done(),
            [AuthFailure.Validation("newPassword", "Invalid input: expected string, received undefined"), AuthFailure.InvalidToken, .. BadPasswords]) with
        {
            Parameters = [Parameter.Query("token", "The code, where it is not in the body.", Schema.Text("A one-time code"), "v7Qm2Kx9")],
        },
        Call("post", "update-user", "updateUser", "Change name or image", "The address cannot be changed.", Access.Session,
            Content.Json("UpdateUser", ("name", "Another name", Examples.Json("""{"name":"Ada L."}"""))),
            Done(),
            [AuthFailure.Validation("name", "Invalid input: expected string, received number"), AuthFailure.EmailFixed, AuthFailure.NothingToUpdate, AuthFailure.Unauthorized]),
        Call("post", "delete-user", "deleteUser", "Delete the account",
            "With all of its tasks, conversations, tokens and their history, at once and for good. By the password, or within 10 minutes after signing in.", Access.Session,
            Content.Json("DeleteUser", ("proof", "By the password", Examples.Json("""{"password":"a long and winding road"}"""))),
            new Answer(200, "It is gone", Content.Json("Deleted", ("deleted", "Gone", Examples.Json("""{"success":true,"message":"User deleted"}""")))),
            [AuthFailure.Validation("password", "Invalid input: expected string, received number"), AuthFailure.InvalidPassword, AuthFailure.Unauthorized, AuthFailure.SessionNotFresh]),
        Call("post", "sign-out", "signOut", "Sign out", "Ends the session; without one there is nothing to do.", Access.OptionalSession,
            null,
            new Answer(200, "Signed out", Content.Json("Success", ("success", "Signed out", Examples.Json("""{"success":true}""")))),
            []),
        Call("get", "ok", "getAuthOk", "Whether authentication answers", "As Better Auth has it.", Access.Anonymous,
            null,
            new Answer(200, "It does", Content.Json("Ok", ("ok", "It does", Examples.Json("""{"ok":true}""")))),
            []) with { NeedsDatabase = false },
        Call("get", "config", "getAuthConfig", "How one gets an account", "Whether accounts are this server's own, who may make one, and otherwise where to sign in.", Access.Anonymous,
            null,
            new Answer(200, "How", Content.Json("AuthConfig", ("own", "Accounts of its own, for everybody", Examples.Json("""{"accounts":"own","signUp":"open","signInUrl":null}""")))),
            []) with { NeedsDatabase = false },
    ];

    private static Operation Call(
        string method, string path, string id, string summary, string description, Access access, Content? body, Answer success, AuthFailure[] failures) =>
        new(method, "/api/auth/" + path, id, Overview.Authentication, summary, description)
        {
            Access = access,
            Body = body is null ? null : new Body("JSON", body),
            Answers =
            [
                success,
                .. SharedProblems.Auth([.. failures, AuthFailure.TooMany(TimeSpan.FromSeconds(1))]),
            ],
        };

    private static Answer Done() => new(200, "Done", Content.Json("Status", ("status", "Done", Examples.Json("""{"status":true}"""))));

    private static JsonObject User() => Examples.Json(
        $$"""
        {"name":"Ada","email":"ada@example.com","emailVerified":false,"createdAt":"2026-07-14T08:15:30.123Z","updatedAt":"2026-07-14T08:15:30.123Z","id":"{{Examples.UserId}}"}
        """);

    private static JsonObject Session(string token) => Examples.Json(
        $$"""
        {"expiresAt":"2026-07-21T08:15:30.123Z","token":"{{token}}","createdAt":"2026-07-14T08:15:30.123Z","updatedAt":"2026-07-14T08:15:30.123Z",
         "ipAddress":"192.0.2.7","userAgent":"Mozilla/5.0","userId":"{{Examples.UserId}}","id":"s4Vt9mQx2LbW7sKe"}
        """);

    private static JsonObject SignedUp(string? token) => new() { ["token"] = token, ["user"] = User() };

    private static JsonObject SignedIn() => new() { ["redirect"] = false, ["token"] = Examples.Session, ["user"] = User() };
}
