using Todo.Frontend.Forms;

namespace Todo.Frontend.Pages.ResetPassword;

public sealed record ResetPasswordModel(string? Code = null)
{
    public FormErrors Errors { get; init; } = FormErrors.None;
}
