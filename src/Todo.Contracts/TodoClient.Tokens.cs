namespace Todo.Contracts;

/// <summary>Personal access tokens: for programs, such as MCP clients, that act for the caller.</summary>
public sealed partial class TodoClient
{
    /// <summary>Those that still work.</summary>
    public Task<PersonalTokenList> ListTokensAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/tokens", TodoJson.Default.PersonalTokenList, cancellationToken);

    /// <summary>Its text is in this answer only.</summary>
    public Task<CreatedPersonalToken> CreateTokenAsync(NewPersonalToken token, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, "/api/tokens", TodoJson.Default.CreatedPersonalToken, Json(token, TodoJson.Default.NewPersonalToken), cancellationToken);

    public async Task RevokeTokenAsync(long id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/tokens/{id}", content: null, cancellationToken).ConfigureAwait(false);
    }
}
