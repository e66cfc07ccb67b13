using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Chat;

public sealed record ChatModel(Session User, IReadOnlyList<ConversationView> Conversations, ConversationDetail? Conversation)
{
    public Flash? Flash { get; init; }

    public FormErrors Errors { get; init; } = FormErrors.None;

    /// <summary>What was typed and could not be sent.</summary>
    public string? Draft { get; init; }

    /// <summary>The id of the next message: sending the form twice does nothing twice.</summary>
    public Guid MessageId { get; init; } = Guid.NewGuid();
}
