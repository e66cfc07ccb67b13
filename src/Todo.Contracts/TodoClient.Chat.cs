namespace Todo.Contracts;

/// <summary>The assistant and the conversations with it.</summary>
public sealed partial class TodoClient
{
    public Task<ChatResponse> ChatAsync(ChatRequest request, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/chat", TodoJson.Default.ChatResponse, Json(request, TodoJson.Default.ChatRequest), cancellationToken);

    public Task<ConversationList> ListConversationsAsync(string? cursor, CancellationToken cancellationToken) =>
        GetAsync("/api/conversations" + Query(("cursor", cursor)), TodoJson.Default.ConversationList, cancellationToken);

    /// <param name="cursor">Of a page of later messages, to read those before; null for the latest.</param>
    public Task<ConversationDetail> GetConversationAsync(long id, string? cursor, CancellationToken cancellationToken) =>
        GetAsync($"/api/conversations/{id}" + Query(("cursor", cursor)), TodoJson.Default.ConversationDetail, cancellationToken);

    public async Task DeleteConversationAsync(long id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/conversations/{id}", content: null, cancellationToken).ConfigureAwait(false);
    }
}
