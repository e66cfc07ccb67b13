using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Accounts.Passwords;
using Todo.Backend.Accounts.Sessions;
using Todo.Backend.Operations;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts;

/// <summary>What a request is told when it can't be authenticated for now.</summary>
internal sealed class AccountsProblem : IExceptionProblem
{
    /// <summary>The account was deleted on another replica in the seconds since its token was verified.</summary>
    public static readonly Problem Gone = Problem.Unauthorized("The account of this token is gone.", "Bearer error=\"invalid_token\"");

    public Problem? Find(Exception exception) => exception switch
    {
        HashingBusyException => AuthFailure.TooMany(HashingBusyException.RetryAfter).ToProblem(),
        KeysUnavailableException => Problem.Unavailable(TimeSpan.FromSeconds(5), "Tokens can't be verified at the moment. Try again."),
        AccountGoneException => Gone,
        DbUpdateException { InnerException: { } inner } => Find(inner),
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation, ConstraintName: { } name } when name.EndsWith("_user_id_fkey", StringComparison.Ordinal) => Gone,
        _ => null,
    };
}
