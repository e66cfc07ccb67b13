using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>What went wrong on <c>/api/auth</c>, in Better Auth's codes and words.</summary>
internal sealed record AuthFailure(int Status, string Code, string Message)
{
    public static readonly AuthFailure Unauthorized = new(401, "UNAUTHORIZED", "Unauthorized");
    public static readonly AuthFailure InvalidEmailOrPassword = new(401, "INVALID_EMAIL_OR_PASSWORD", "Invalid email or password");
    public static readonly AuthFailure InvalidEmail = new(400, "INVALID_EMAIL", "Invalid email");
    public static readonly AuthFailure InvalidPassword = new(400, "INVALID_PASSWORD", "Invalid password");
    public static readonly AuthFailure InvalidToken = new(400, "INVALID_TOKEN", "Invalid token");
    public static readonly AuthFailure PasswordTooShort = new(400, "PASSWORD_TOO_SHORT", "Password too short");
    public static readonly AuthFailure PasswordTooLong = new(400, "PASSWORD_TOO_LONG", "Password too long");
    public static readonly AuthFailure PasswordCommon = new(400, "PASSWORD_COMPROMISED", "This password is one of those that everybody tries first. Choose another one.");
    public static readonly AuthFailure UserExists = new(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", "User already exists. Use another email.");
    public static readonly AuthFailure EmailFixed = new(400, "EMAIL_CAN_NOT_BE_UPDATED", "Email can not be updated");
    public static readonly AuthFailure NothingToUpdate = new(400, "NO_FIELDS_TO_UPDATE", "No fields to update");
    public static readonly AuthFailure SessionNotFresh = new(403, "SESSION_NOT_FRESH", "Session is not fresh: send the password.");
    public static readonly AuthFailure SignUpClosed = new(403, "SIGN_UP_CLOSED", "New accounts can't be made here. Ask the operator.");
    public static readonly AuthFailure InvitationRequired = new(403, "INVITATION_REQUIRED", "A new account needs a valid invitation code (invitationCode).");

    /// <summary>Whole seconds until another try makes sense.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is wrong with each field, for the problem's own member.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public static AuthFailure Validation(IReadOnlyDictionary<string, string[]> errors)
    {
        var (field, messages) = errors.First();
        return new AuthFailure(400, "VALIDATION_ERROR", $"[body.{field}] {messages[0]}") { Errors = errors };
    }

    public static AuthFailure Validation(string field, string message) =>
        Validation(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    public static AuthFailure TooMany(TimeSpan wait) =>
        new(429, "TOO_MANY_REQUESTS", "Too many requests. Please try again later.") { RetryAfter = wait };

    /// <summary>Better Auth's members and those of problem+json in one body.</summary>
    public Problem ToProblem() => new(Status, Code, Message)
    {
        TypeCode = Code.ToLowerInvariant().Replace('_', '-'),
        Extensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = Message },
        Errors = Errors,
        RetryAfter = RetryAfter,
        // RFC 9110 15.5.2: a 401 names how to do better.
        Authenticate = Status == 401 ? "Bearer" : null,
    };
}

/// <summary>A value, or why there is none.</summary>
internal readonly record struct AuthResult<T>(T? Value, AuthFailure? Failure)
    where T : class
{
#pragma warning disable CA2225 // The conversions are the way to make one.
    public static implicit operator AuthResult<T>(T value) => new(value, null);

    public static implicit operator AuthResult<T>(AuthFailure failure) => new(null, failure);
#pragma warning restore CA2225

    /// <summary>The answer: the value as the door says it, or the problem.</summary>
    public IResult Match(Func<T, IResult> success) => Failure is null ? success(Value!) : Failure.ToProblem();
}
