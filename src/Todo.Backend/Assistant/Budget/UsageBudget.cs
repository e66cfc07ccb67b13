using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;

namespace Todo.Backend.Assistant.Budget;

/// <summary>Tokens that models have used today (UTC), against what one user and all together may use.</summary>
internal sealed class UsageBudget(TodoDatabase database, AiSettings settings, TimeProvider time)
{
    /// <summary>Throws when no more may be used today.</summary>
    public async Task CheckAsync(long userId, CancellationToken cancellationToken)
    {
        var (day, scope) = (Today, AiUsage.Of(userId));
        await using var db = database.CreateContext();
        var used = await db.AiUsage.AsNoTracking().Where(usage => usage.Day == day && (usage.Scope == scope || usage.Scope == AiUsage.System))
            .ToDictionaryAsync(usage => usage.Scope, usage => usage.Tokens, StringComparer.Ordinal, cancellationToken);
        if (used.GetValueOrDefault(scope) >= settings.UserTokensPerDay)
        {
            throw new BudgetUsedUpException(ofAll: false);
        }

        if (used.GetValueOrDefault(AiUsage.System) >= settings.TokensPerDay)
        {
            throw new BudgetUsedUpException(ofAll: true);
        }
    }

    public async Task AddAsync(long userId, long tokens, CancellationToken cancellationToken)
    {
        var (day, scope) = (Today, AiUsage.Of(userId));
        await using var db = database.CreateContext();

        // The user's row comes first for everybody, so that two of these never wait for each other.
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into ai_usage (day, scope, tokens) values ({day}, {scope}, {tokens}), ({day}, {AiUsage.System}, {tokens})
            on conflict (day, scope) do update set tokens = ai_usage.tokens + excluded.tokens
            """,
            cancellationToken);
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}

/// <summary>Nothing more of the model may be used today.</summary>
/// <param name="ofAll">By nobody; otherwise by this user.</param>
internal sealed class BudgetUsedUpException(bool ofAll) : Exception("The budget of the day is used up.")
{
    public bool OfAll { get; } = ofAll;
}
