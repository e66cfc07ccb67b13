using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Chat;

/// <param name="Waiting">Everything that waits for the person's yes, in whatever conversation or client.</param>
public sealed record ChatModel(Session User, ConversationList List, ConversationDetail? Conversation, IReadOnlyList<ApprovalView> Waiting, TaskText Text)
{
    public Flash? Flash { get; init; }

    public FormErrors Errors { get; init; } = FormErrors.None;

    /// <summary>What the conversations were searched for.</summary>
    public string? Words { get; init; }

    /// <summary>True on a further page of the list.</summary>
    public bool IsFurther { get; init; }

    /// <summary>What was typed and could not be sent.</summary>
    public string? Draft { get; init; }

    /// <summary>The id of the next message: sending the form twice does nothing twice.</summary>
    public Guid MessageId { get; init; } = Guid.NewGuid();

    public bool IsRunning => Conversation?.Status == "running";

    /// <summary>Asked by connected clients, outside every conversation.</summary>
    public IEnumerable<ApprovalView> OfClients => Waiting.Where(approval => approval.ConversationId is null);
}
