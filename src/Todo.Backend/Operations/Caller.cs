namespace Todo.Backend.Operations;

/// <summary>
/// Who asks, as an operation sees it: from the verified token and the user's settings, never from an argument.
/// </summary>
/// <param name="UserId">The key of the account's row.</param>
/// <param name="Subject">The user id on the wire: the token's <c>sub</c>.</param>
/// <param name="Scopes">What the token allows.</param>
/// <param name="TimeZone">The user's zone, for "today".</param>
/// <param name="Door">The way in: the journal records it.</param>
public sealed record Caller(long UserId, string Subject, Scopes Scopes, TimeZoneInfo TimeZone, Door Door)
{
    /// <summary>The chat turn and tool call that this change belongs to; null outside a chat.</summary>
    public Turn? Turn { get; init; }

    /// <summary>The session behind the token; null for a personal access token.</summary>
    public string? Session { get; init; }

    /// <summary>Lets a REST handler take its caller as a parameter: the one that the authentication has verified.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(context.Features.Get<Caller>());

    /// <summary>The day it is where the user lives.</summary>
    public DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZone).DateTime);
}

/// <summary>A chat turn and, within it, one call of a tool.</summary>
public sealed record Turn(long Id, string Call);

/// <summary>What a token allows; a session's token allows everything.</summary>
[Flags]
public enum Scopes
{
    None = 0,
    Read = 1,
    Write = 2,

    /// <summary>Only a session's token has it: tokens, guarding settings, account changes, approvals.</summary>
    Account = 4,

    Session = Read | Write | Account,
}

/// <summary>The ways into an operation.</summary>
public enum Door
{
    Rest,
    Chat,
    Mcp,
}
