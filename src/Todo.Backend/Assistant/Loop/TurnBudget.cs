using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Loop;

/// <summary>What one turn may use: calls of the model, tokens, and time, which begins with this object.</summary>
/// <param name="usedTokens">What an earlier attempt at the turn has used.</param>
internal sealed class TurnBudget(TimeProvider time, TimeSpan limit, long tokens, int modelCalls = TurnBudget.DefaultModelCalls, long usedTokens = 0)
{
    public const int DefaultModelCalls = 8;

    private readonly long begun = time.GetTimestamp();

    public int ModelCalls => modelCalls;

    public long UsedTokens { get; private set; } = usedTokens;

    public bool IsLate => time.GetElapsedTime(begun) >= limit;

    public void Use(UsageDetails usage) => UsedTokens += usage.TotalTokenCount ?? (usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0);

    /// <summary>Whether the model may use tools in its next call, which is the last one otherwise.</summary>
    public bool AllowsTools(int callsMade) => callsMade < modelCalls - 1 && UsedTokens < tokens;

    /// <summary>Is cancelled when the time is over.</summary>
    public CancellationTokenSource Clock()
    {
        var left = limit - time.GetElapsedTime(begun);
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }
}
