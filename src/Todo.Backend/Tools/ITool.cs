using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tools.Arguments;

namespace Todo.Backend.Tools;

/// <summary>A door for assistants: translates arguments to an operation and its result back, and nothing else.</summary>
internal interface ITool
{
    Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken);
}

/// <summary>A tool that changes tasks.</summary>
internal interface IChangingTool : ITool
{
    /// <summary>How many tasks a call with these arguments changes at the most; known without asking the database.</summary>
    int AtMost(ToolArguments arguments) => 1;

    /// <summary>Exactly what a call would do, or the refusal that it would meet.</summary>
    Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken);

    /// <summary>What a call has given that ran before, made again from what it has written into the journal.</summary>
    ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller);
}

/// <summary>What a call would do, or why it can do nothing: one of the two is there.</summary>
internal readonly record struct ToolPrognosis(ToolPreview? Preview, ToolOutcome? Refusal)
{
    public static implicit operator ToolPrognosis(ToolPreview preview) => new(preview, null);

    public static implicit operator ToolPrognosis(ToolOutcome refusal) => new(null, refusal);
}
