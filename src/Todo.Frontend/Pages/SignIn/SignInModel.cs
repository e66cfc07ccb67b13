using Todo.Frontend.Forms;

namespace Todo.Frontend.Pages.SignIn;

public sealed record SignInModel(string? Email = null, string? Return = null)
{
    public FormErrors Errors { get; init; } = FormErrors.None;

    /// <summary>Why this page is shown, if not by the person's own wish.</summary>
    public string? Notice { get; init; }

    public Flash? Flash { get; init; }

    /// <summary>The browser would drop the session's cookie here.</summary>
    public bool IsPlainHttp { get; init; }

    public int Port { get; init; }
}
