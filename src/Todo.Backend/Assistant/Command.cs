namespace Todo.Backend.Assistant;

/// <summary>What a message asks for.</summary>
internal abstract record Command
{
    internal sealed record Add(string Title) : Command;

    /// <param name="Status">all, pending or completed.</param>
    internal sealed record List(string Status) : Command;

    internal sealed record Complete(TaskReference Task) : Command;

    internal sealed record Delete(TaskReference Task) : Command;

    internal sealed record Update(TaskReference Task, string? Title, string? Description) : Command;

    /// <summary>The task that a command is about; null where it names none.</summary>
    internal TaskReference? Target => this switch
    {
        Complete complete => complete.Task,
        Delete delete => delete.Task,
        Update update => update.Task,
        _ => null,
    };

    internal Command WithTarget(TaskReference task) => this switch
    {
        Complete complete => complete with { Task = task },
        Delete delete => delete with { Task = task },
        Update update => update with { Task = task },
        _ => this,
    };
}

/// <summary>A task by its number, or by words of its title.</summary>
internal sealed record TaskReference(long? Id, string Words);
