using System.Diagnostics.CodeAnalysis;

namespace Todo.Backend.Operations;

/// <summary>What an operation gives back: a value, or why there is none. Doors translate it to their protocol.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Failure? failure)
    {
        this.value = value;
        Failure = failure;
    }

    internal static Result<T> Success(T value) => new(value, null);

    /// <summary>Null when the operation succeeded.</summary>
    public Failure? Failure { get; }

    /// <summary>True with the value, false with the failure.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out Failure? failure)
    {
        result = value;
        failure = Failure;
        return failure is null;
    }

#pragma warning disable CA2225, CA1000 // The conversions are the way to make one: `return task;` or `return Failure.NotFound;`.
    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);
#pragma warning restore CA2225, CA1000
}

/// <summary>Makes results of values that no conversion takes: those of an interface type.</summary>
public static class Result
{
    public static Result<T> Of<T>(T value) => Result<T>.Success(value);
}
