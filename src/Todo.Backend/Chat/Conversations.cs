using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;
using Todo.Contracts;

namespace Todo.Backend.Chat;

/// <summary>The caller's conversations, the last used first, page by page; all, or those that have words in the title or in one message.</summary>
internal sealed class ListConversations(TodoDb db)
{
    private const int MaxWords = 200;

    public async Task<Result<ConversationList>> RunAsync(int limit, string? cursor, string? words, Caller caller, CancellationToken cancellationToken)
    {
        if (words is not null && Fault(words) is { } fault)
        {
            return Failure.Invalid("q", fault);
        }

        var rows = words is null ? db.Conversations.Of(caller).AsNoTracking() : db.Found(words, caller).AsNoTracking();
        if (cursor is not null)
        {
            if (ConversationCursor.Parse(cursor) is not { } after)
            {
                return Failure.Invalid("cursor", "This is no cursor of this list: take next_cursor as it was given.");
            }

            rows = rows.Where(row => row.UpdatedAt < after.UpdatedAt || (row.UpdatedAt == after.UpdatedAt && row.Id < after.Id));
        }

        var page = await rows.OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var next = page.Count > limit ? new ConversationCursor(page[limit - 1].UpdatedAt, page[limit - 1].Id).ToString() : null;
        return new ConversationList([.. page.Take(limit).Select(row => row.ToView(caller))], next);
    }

    private static string? Fault(string words) =>
        TextRules.Fault(words, 1, MaxWords)
        ?? (ConversationSearch.HasWord(words) ? null : "This needs a letter or a digit: leave q out to see all conversations.");
}

/// <summary>A conversation with its messages, the latest page of them, or those before a cursor.</summary>
internal sealed class ReadConversation(TodoDb db, TimeProvider time)
{
    public async Task<Result<ConversationDetail>> RunAsync(long id, int limit, string? cursor, Caller caller, CancellationToken cancellationToken)
    {
        var before = long.MaxValue;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return Failure.Invalid("cursor", "This is no cursor of these messages: take next_cursor as it was given.");
        }

        if (await db.Conversations.Of(caller).AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } conversation)
        {
            return Failure.NotFound;
        }

        var page = await db.Messages.AsNoTracking()
            .Where(message => message.ConversationId == id && message.UserId == caller.UserId && message.Id < before)
            .OrderByDescending(message => message.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var states = await db.Turns.AsNoTracking().Where(turn => turn.ConversationId == id && turn.UserId == caller.UserId && (turn.Status == TurnRow.Running || turn.Status == TurnRow.AwaitingApproval))
            .Select(turn => turn.Status).ToListAsync(cancellationToken);
        var status = states.Contains(TurnRow.Running) ? TurnRow.Running : states.Count > 0 ? TurnRow.AwaitingApproval : "idle";
        var waiting = await db.Approvals.AsNoTracking().Pending(caller, time.GetUtcNow()).Where(approval => approval.ConversationId == id)
            .OrderBy(approval => approval.CreatedAt).ToListAsync(cancellationToken);
        var next = page.Count > limit ? page[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        var messages = page.Take(limit).Reverse().Select(message => message.ToView()).ToList();
        return new ConversationDetail(id, caller.Subject, conversation.Title, conversation.CreatedAt, conversation.UpdatedAt, status, conversation.LastEvent, messages, [.. waiting.Select(approval => approval.ToView())], next);
    }
}

/// <summary>Gives a conversation another title; the order of the list stays.</summary>
internal sealed class RenameConversation(TodoDb db)
{
    private const int MaxTitle = 80;

    public async Task<Result<ConversationView>> RunAsync(long id, string title, Caller caller, CancellationToken cancellationToken)
    {
        // Control characters are refused, so they are looked for before trimming could take them away.
        if ((TextRules.Fault(title, 0, int.MaxValue) ?? TextRules.Fault(title = title.Trim(), 1, MaxTitle)) is { } fault)
        {
            return Failure.Invalid("title", fault);
        }

        if (await db.Conversations.Of(caller).FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } conversation)
        {
            return Failure.NotFound;
        }

        conversation.Title = title;
        await db.SaveChangesAsync(cancellationToken);
        return conversation.ToView(caller);
    }
}

/// <summary>Deletes a conversation softly: it is found nowhere any more, what goes on in it is stopped, and what waits there is not done.</summary>
internal sealed class DeleteConversation(StopTurn stop)
{
    public Task<Result<long>> RunAsync(long id, Caller caller, CancellationToken cancellationToken) => stop.RunAsync(id, caller, cancellationToken, deletes: true);
}

/// <summary>Where a page of conversations ended.</summary>
internal sealed record ConversationCursor(DateTimeOffset UpdatedAt, long Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UpdatedAt.UtcTicks}-{Id}");

    public static ConversationCursor? Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ConversationCursor(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }
}
