namespace Todo.Backend.Tasks;

/// <summary>A member that a request may leave out: "not given" and "given as null" are two things.</summary>
public readonly record struct Given<T>(T Value)
{
    public bool IsGiven { get; } = true;

    /// <summary>The value, or what stands when none is given.</summary>
    public T Or(T otherwise) => IsGiven ? Value : otherwise;

#pragma warning disable CA2225 // The conversion is the way to give one: `Title = "Buy milk"`.
    public static implicit operator Given<T>(T value) => new(value);
#pragma warning restore CA2225
}
