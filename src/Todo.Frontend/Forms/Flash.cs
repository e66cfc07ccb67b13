namespace Todo.Frontend.Forms;

/// <summary>
/// A message for the page after a redirect, in a cookie of a few seconds. Only its kind and a number travel, so that nobody
/// can put words of their own on our pages.
/// </summary>
/// <param name="Id">The task that it is about, or how many.</param>
public sealed record Flash(FlashKind Kind, long? Id = null)
{
    private const string Name = "__Host-flash";

    public void Set(HttpContext context) =>
        context.Response.Cookies.Append(Name, Id is null ? Kind.ToString() : $"{Kind}.{Id}", Options(TimeSpan.FromSeconds(20)));

    /// <summary>The message, if there is one; it is shown once.</summary>
    public static Flash? Take(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { } value)
        {
            return null;
        }

        context.Response.Cookies.Delete(Name, Options(maxAge: null));
        var parts = value.Split('.');
        return Enum.TryParse<FlashKind>(parts[0], out var kind) && Enum.IsDefined(kind)
            ? new Flash(kind, parts.Length == 2 && long.TryParse(parts[1], out var id) ? id : null)
            : null;
    }

    private static CookieOptions Options(TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}

public enum FlashKind
{
    TaskAdded,
    TaskSaved,
    TaskCompleted,
    TaskMovedOn,
    TaskReopened,
    TaskDeleted,
    TaskRestored,
    TaskGone,
    SettingsSaved,
    PasswordChanged,
    PasswordReset,
    SessionEnded,
    ConversationDeleted,
    ConversationRenamed,
    TurnUndone,
    TurnUndoneInPart,
    NothingUndone,
    Approved,
    Declined,
    ApprovalGone,
    TokenRevoked,
    SignedOut,
    AccountDeleted,
}
