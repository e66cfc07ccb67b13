namespace Todo.Backend.Operations;

/// <summary>Why an operation did nothing. The kinds are those that every door can express.</summary>
public abstract record Failure
{
    /// <summary>It does not exist or belongs to somebody else: the two look alike, so that ids can't be probed.</summary>
    public static readonly Failure NotFound = new NotFoundFailure();

    private Failure()
    {
    }

    /// <summary>Input that breaks a rule; every broken rule at once, keyed by the wire's field name.</summary>
    public static Failure Invalid(IReadOnlyDictionary<string, string[]> errors) => new InvalidFailure(errors);

    /// <inheritdoc cref="Invalid(IReadOnlyDictionary{string, string[]})"/>
    public static Failure Invalid(string field, string error) =>
        new InvalidFailure(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });

    public sealed record NotFoundFailure : Failure;

    public sealed record InvalidFailure(IReadOnlyDictionary<string, string[]> Errors) : Failure;

    /// <summary>The state it is in does not allow it.</summary>
    public sealed record Conflict(string Detail) : Failure;

    /// <summary>The caller's <c>If-Match</c> does not name the present version.</summary>
    public sealed record PreconditionFailed : Failure;

    /// <summary>The idempotency key was used before with another request.</summary>
    public sealed record IdempotencyMismatch : Failure;

    /// <summary>The token's scopes do not reach this far.</summary>
    public sealed record Forbidden(string Detail) : Failure;
}
