namespace Todo.Backend.Assistant.Offline;

/// <summary>What a message asks for.</summary>
internal abstract record Command
{
    internal sealed record Add(string Title) : Command;

    internal sealed record AddMany(IReadOnlyList<string> Titles) : Command;

    /// <param name="Status">all, pending or completed.</param>
    internal sealed record List(string Status) : Command;

    /// <param name="When">today, tomorrow or overdue.</param>
    internal sealed record Due(string When) : Command;

    internal sealed record Overview : Command;

    internal sealed record Tags : Command;

    internal sealed record Undo : Command;

    internal sealed record Restore(TaskReference Task) : Command;

    internal sealed record Complete(TaskReference Task) : Command;

    internal sealed record Reopen(TaskReference Task) : Command;

    internal sealed record Delete(TaskReference Task) : Command;

    internal sealed record Update(TaskReference Task, string? Title, string? Description) : Command;

    /// <param name="When">As <see cref="DateWords"/> reads it.</param>
    internal sealed record Reschedule(TaskReference Task, string When) : Command;

    internal sealed record CompleteSeveral(IReadOnlyList<long> Ids) : Command;

    internal sealed record DeleteSeveral(IReadOnlyList<long> Ids) : Command;

    /// <summary>Every task of a kind.</summary>
    internal sealed record CompleteAll : Command;

    /// <param name="Status">all, pending or completed.</param>
    internal sealed record DeleteAll(string Status) : Command;

    /// <summary>The task that a command is about; null where it names none.</summary>
    internal TaskReference? Target => this switch
    {
        Complete complete => complete.Task,
        Reopen reopen => reopen.Task,
        Delete delete => delete.Task,
        Update update => update.Task,
        Reschedule reschedule => reschedule.Task,
        Restore restore => restore.Task,
        _ => null,
    };

    internal Command WithTarget(TaskReference task) => this switch
    {
        Complete complete => complete with { Task = task },
        Reopen reopen => reopen with { Task = task },
        Delete delete => delete with { Task = task },
        Update update => update with { Task = task },
        Reschedule reschedule => reschedule with { Task = task },
        Restore restore => restore with { Task = task },
        _ => this,
    };
}

/// <summary>A task by its number, or by words of its title.</summary>
internal sealed record TaskReference(long? Id, string Words);
