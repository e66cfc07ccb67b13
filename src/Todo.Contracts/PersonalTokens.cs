namespace Todo.Contracts;

/// <summary>POST /api/tokens.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Scopes">read, write or both; write includes read.</param>
/// <param name="ExpiresInDays">1 to 365.</param>
public sealed record NewPersonalToken(string Name, IReadOnlyList<string> Scopes, int ExpiresInDays);

/// <summary>A personal access token, without its text.</summary>
public sealed record PersonalTokenView(
    long Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>The answer to POST /api/tokens: the only time the token is shown.</summary>
public sealed record CreatedPersonalToken(long Id, string Name, IReadOnlyList<string> Scopes, string Token, DateTimeOffset ExpiresAt);

/// <summary>GET /api/tokens.</summary>
public sealed record PersonalTokenList(IReadOnlyList<PersonalTokenView> Tokens);
