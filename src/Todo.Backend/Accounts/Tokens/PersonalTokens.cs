using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Accounts.Tokens;

/// <summary>Personal access tokens of a user: made, listed, revoked.</summary>
internal sealed partial class PersonalTokens(TodoDatabase database, TokenCache cache, TimeProvider time, ILogger<PersonalTokens> logger)
{
    private const int MaxForEachUser = 100;

    public async Task<Result<CreatedPersonalToken>> CreateAsync(Caller caller, NewPersonalToken input, CancellationToken cancellation)
    {
        var (text, now) = (PersonalTokenText.New(), time.GetUtcNow());
        await using var db = database.CreateContext();
        if (await db.PersonalTokens.CountAsync(token => token.UserId == caller.UserId && token.RevokedAt == null && token.ExpiresAt > now, cancellation) >= MaxForEachUser)
        {
            return new Failure.Conflict($"There are {MaxForEachUser} tokens already: delete one first.");
        }

        var row = new PersonalToken
        {
            UserId = caller.UserId,
            Name = input.Name,
            TokenHash = RandomText.Hash(text),
            Scopes = [.. input.Scopes],
            ExpiresAt = now.AddDays(input.ExpiresInDays),
            CreatedAt = now,
        };
        db.PersonalTokens.Add(row);
        await db.SaveChangesAsync(cancellation);
        Log.Created(logger, caller.UserId, row.Id);
        return new CreatedPersonalToken(row.Id, row.Name, row.Scopes, text, row.ExpiresAt);
    }

    /// <summary>Those that still work, the newest first.</summary>
    public async Task<PersonalTokenList> ListAsync(Caller caller, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = database.CreateContext();
        return new PersonalTokenList(await db.PersonalTokens
            .Where(token => token.UserId == caller.UserId && token.RevokedAt == null && token.ExpiresAt > now)
            .OrderByDescending(token => token.Id)
            .Select(token => new PersonalTokenView(token.Id, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt))
            .ToListAsync(cancellation));
    }

    /// <summary>False when the caller has no such token.</summary>
    public async Task<bool> RevokeAsync(Caller caller, long id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = database.CreateContext();
        var revoked = await db.PersonalTokens.Where(token => token.Id == id && token.UserId == caller.UserId && token.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), cancellation);
        if (revoked == 0)
        {
            return false;
        }

        cache.End(Credential.Personal, [id]);
        Log.Revoked(logger, caller.UserId, id);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} has made the personal token {TokenId}", EventName = "PersonalTokenCreated")]
        public static partial void Created(ILogger logger, long userId, long tokenId);

        [LoggerMessage(2, LogLevel.Information, "User {UserId} has revoked the personal token {TokenId}", EventName = "PersonalTokenRevoked")]
        public static partial void Revoked(ILogger logger, long userId, long tokenId);
    }
}
