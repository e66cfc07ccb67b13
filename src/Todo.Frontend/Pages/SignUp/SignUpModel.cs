using Todo.Frontend.Forms;

namespace Todo.Frontend.Pages.SignUp;

public sealed record SignUpModel(string? Name = null, string? Email = null, string? Invite = null, string? TimeZone = null)
{
    public FormErrors Errors { get; init; } = FormErrors.None;

    /// <summary>Nobody can make an account here.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The browser would drop the session's cookie here.</summary>
    public bool IsPlainHttp { get; init; }
}
