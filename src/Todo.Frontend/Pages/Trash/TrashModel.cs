using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Trash;

public sealed record TrashModel(Session User, TaskList List)
{
    public Flash? Flash { get; init; }
}
