namespace Todo.Backend.Assistant.Offline;

/// <summary>What the offline assistant does next.</summary>
internal abstract record OfflineStep
{
    internal sealed record Call(string Tool, Dictionary<string, object?> Arguments) : OfflineStep;

    internal sealed record Say(string Text) : OfflineStep;
}
