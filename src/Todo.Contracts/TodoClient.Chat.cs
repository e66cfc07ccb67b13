namespace Todo.Contracts;

/// <summary>The assistant and the conversations with it.</summary>
public sealed partial class TodoClient
{
    public Task<ChatResponse> ChatAsync(ChatRequest request, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/chat", TodoJson.Default.ChatResponse, Json(request, TodoJson.Default.ChatRequest), cancellationToken);

    /// <summary>What waits for the caller's yes.</summary>
    public Task<ApprovalList> ListApprovalsAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/chat/approvals", TodoJson.Default.ApprovalList, cancellationToken);

    /// <summary>Gives the person's answer; what was approved has run, and the assistant has gone on, when this returns.</summary>
    public Task<ChatResponse> DecideAsync(Guid approval, bool approve, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        $"/api/chat/approvals/{approval}",
        TodoJson.Default.ChatResponse,
        Json(new ApprovalDecision(approve), TodoJson.Default.ApprovalDecision),
        cancellationToken);

    /// <summary>Stops what the assistant is doing in a conversation, and keeps what it has said; without a running turn it changes nothing.</summary>
    public async Task StopChatAsync(long conversation, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/api/chat/{conversation}/stop", content: null, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="words">All of them must be in the title or in one message; null for every conversation.</param>
    public Task<ConversationList> ListConversationsAsync(string? cursor, string? words, CancellationToken cancellationToken) =>
        GetAsync("/api/conversations" + Query(("q", words), ("cursor", cursor)), TodoJson.Default.ConversationList, cancellationToken);

    /// <param name="cursor">Of a page of later messages, to read those before; null for the latest.</param>
    public Task<ConversationDetail> GetConversationAsync(long id, string? cursor, CancellationToken cancellationToken) =>
        GetAsync($"/api/conversations/{id}" + Query(("cursor", cursor)), TodoJson.Default.ConversationDetail, cancellationToken);

    public Task<ConversationView> RenameConversationAsync(long id, string? title, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Patch,
        $"/api/conversations/{id}",
        TodoJson.Default.ConversationView,
        Json(new ConversationChange(title), TodoJson.Default.ConversationChange),
        cancellationToken);

    public async Task DeleteConversationAsync(long id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"/api/conversations/{id}", content: null, cancellationToken).ConfigureAwait(false);
    }
}
