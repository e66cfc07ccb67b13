using Todo.Hosting.Settings;

namespace Todo.Backend.Chat;

/// <summary>How turns pass from a process that is gone to another.</summary>
public sealed class ChatSettings
{
    [Setting("BACKEND_CHAT_LEASE", "How long a process that is gone keeps the answers that it was working on; then another goes on with them.", Default = "15s", Min = "1s", Max = "10m")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);
}
