using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Settings;

public sealed record SettingsModel(
    Session User, CurrentSession Current, SettingsView Settings, IReadOnlyList<SessionInfo> Sessions, IReadOnlyList<PersonalTokenView> Tokens, TaskText Text)
{
    public Flash? Flash { get; init; }

    public FormErrors General { get; init; } = FormErrors.None;

    public FormErrors Password { get; init; } = FormErrors.None;

    public FormErrors Token { get; init; } = FormErrors.None;

    /// <summary>The name of a token that could not be made.</summary>
    public string? TokenName { get; init; }

    /// <summary>The token that has just been made: shown this once.</summary>
    public CreatedPersonalToken? Created { get; init; }

    public FormErrors Delete { get; init; } = FormErrors.None;
}
