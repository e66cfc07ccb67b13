namespace Todo.Frontend.Sessions;

/// <summary>The address of the sign-in page, with the way back.</summary>
internal static class SignInPath
{
    /// <summary>The reason "your session has ended".</summary>
    public const string Ended = "ended";

    public static string To(string? back, string? reason = null)
    {
        var query = QueryString.Empty;
        if (reason is not null)
        {
            query = query.Add("reason", reason);
        }

        if (LocalPath.IsLocal(back) && back is not ("/" or "/tasks"))
        {
            query = query.Add("return", back);
        }

        return "/sign-in" + query;
    }
}
