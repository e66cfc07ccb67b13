using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Accounts.Passwords;
using Todo.Backend.Accounts.Sessions;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts;

/// <summary>What a request is told when it can't be authenticated for now.</summary>
internal sealed class AccountsProblem : IExceptionProblem
{
    public Problem? Find(Exception exception) => exception switch
    {
        HashingBusyException => AuthFailure.TooMany(HashingBusyException.RetryAfter).ToProblem(),
        KeysUnavailableException => Problem.Unavailable(TimeSpan.FromSeconds(5), "Tokens can't be verified at the moment. Try again."),
        _ => null,
    };
}
