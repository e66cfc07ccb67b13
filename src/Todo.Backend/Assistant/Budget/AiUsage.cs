namespace Todo.Backend.Assistant.Budget;

/// <summary>Tokens that models have used on a day (UTC), of one user ("user:12") or of all ("system").</summary>
public sealed class AiUsage
{
    public const string System = "system";

    public DateOnly Day { get; set; }
    public required string Scope { get; set; }
    public long Tokens { get; set; }

    public static string Of(long userId) => $"user:{userId}";
}
