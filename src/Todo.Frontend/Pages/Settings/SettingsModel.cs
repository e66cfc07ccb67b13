using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Settings;

public sealed record SettingsModel(Session User, CurrentSession Current, SettingsView Settings, IReadOnlyList<SessionInfo> Sessions, TaskText Text)
{
    public Flash? Flash { get; init; }

    public FormErrors General { get; init; } = FormErrors.None;

    public FormErrors Password { get; init; } = FormErrors.None;

    public FormErrors Delete { get; init; } = FormErrors.None;
}
