using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Errors;

public sealed record ErrorModel(string Title, string Text, string Link, string LinkText)
{
    /// <summary>Only where the navigation would work: its forms need the key ring.</summary>
    public Session? User { get; init; }

    public string? TraceId { get; init; }
}
