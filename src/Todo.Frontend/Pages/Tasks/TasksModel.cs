using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Tasks;

public sealed record TasksModel(Session User, ListQuery Query, TaskList List, TaskText Text, IReadOnlyList<string> Tags)
{
    public Flash? Flash { get; init; }

    /// <summary>What was typed into a form that could not be accepted.</summary>
    public TaskInput Input { get; init; } = new();

    public FormErrors Errors { get; init; } = FormErrors.None;

    /// <summary>Makes sending the form twice harmless.</summary>
    public Guid IdempotencyKey { get; init; } = Guid.NewGuid();
}
