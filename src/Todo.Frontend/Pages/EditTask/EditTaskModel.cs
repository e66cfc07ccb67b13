using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.EditTask;

/// <param name="ETag">The version that the form was made of.</param>
public sealed record EditTaskModel(Session User, TaskView Task, string? ETag, TaskInput Input, TaskText Text)
{
    public FormErrors Errors { get; init; } = FormErrors.None;

    public Flash? Flash { get; init; }
}
