namespace Todo.Backend.Tasks;

/// <summary>A create that was asked for with an <c>Idempotency-Key</c>, for 24 hours.</summary>
public sealed class IdempotencyKey
{
    public long UserId { get; set; }
    public required string Key { get; set; }
    public required byte[] RequestHash { get; set; }
    public long? TaskId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
