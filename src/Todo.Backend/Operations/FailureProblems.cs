using Todo.Hosting.Problems;

namespace Todo.Backend.Operations;

/// <summary>A failure as the REST doors say it.</summary>
public static class FailureProblems
{
    public static Problem ToProblem(this Failure failure) => failure switch
    {
        Failure.NotFoundFailure => Problem.NotFound(),
        Failure.InvalidFailure invalid => Problem.Invalid(invalid.Errors),
        Failure.Conflict conflict => Problem.Conflict(conflict.Detail),
        Failure.PreconditionFailed => Problem.PreconditionFailed(),
        Failure.IdempotencyMismatch => Problem.IdempotencyMismatch(),
        Failure.Forbidden forbidden => Problem.Forbidden(forbidden.Detail),
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
