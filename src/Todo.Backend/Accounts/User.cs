namespace Todo.Backend.Accounts;

/// <summary>An account. Its row also carries the head of the account's journal and the counts of its tasks.</summary>
public sealed class User
{
    public long Id { get; set; }
    public required string Subject { get; set; }
    public string? Email { get; set; }
    public bool EmailVerified { get; set; }
    public string Name { get; set; } = "";
    public string? Image { get; set; }
    public string? PasswordHash { get; set; }
    public string Role { get; set; } = "user";
    public DateTimeOffset? DisabledAt { get; set; }
    public string TimeZone { get; set; } = "UTC";
    public short WeekStart { get; set; } = 1;

    /// <summary>When an assistant asks before it acts: always, destructive or never.</summary>
    public string ApprovalMode { get; set; } = "destructive";

    /// <summary>Number of the newest journal row; only the trigger writes it and the counts.</summary>
    public long LastChange { get; private set; }
    public int PendingCount { get; private set; }
    public int CompletedCount { get; private set; }

    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
