using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Todo.Backend.Accounts;
using Todo.Backend.Approvals;
using Todo.Backend.Assistant.Prompt;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Chat.Turns;

/// <summary>What a turn is worked on with, as the rows have it.</summary>
/// <param name="Caller">The person, with what the token allows that began the turn.</param>
/// <param name="Prompt">The message that the next answer replies to.</param>
/// <param name="Earlier">The turns before it, the oldest first, each with its messages.</param>
/// <param name="Steps">What an earlier attempt, or the part before an approval, has stored.</param>
/// <param name="Waiting">Calls of the conversation that wait for the person's yes.</param>
/// <param name="LastEvent">The number of the conversation's last event.</param>
internal sealed record TurnWork(
    TurnRow Turn,
    Caller Caller,
    Message Message,
    Message Prompt,
    IReadOnlyList<(long Turn, IReadOnlyList<ChatMessage> Messages)> Earlier,
    IReadOnlyList<ChatMessage> Steps,
    IReadOnlyList<Approval> Approvals,
    IReadOnlySet<string> Waiting,
    long LastEvent)
{
    /// <summary>All has been said: only the end was not stored.</summary>
    public bool IsSaid => Steps.Count > Turn.Told && Steps[^1].Role == ChatRole.Assistant && !Steps[^1].Contents.OfType<FunctionCallContent>().Any();

    /// <summary>Null when the person's account is gone or disabled.</summary>
    public static async Task<TurnWork?> LoadAsync(TodoDatabase database, TurnRow turn, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var user = await db.Users.AsNoTracking().Where(user => user.Id == turn.UserId && user.DisabledAt == null)
            .Select(user => new { user.Subject, user.TimeZone }).FirstOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            return null;
        }

        var caller = new Caller(turn.UserId, user.Subject, (Scopes)turn.Scopes, Zones.Find(user.TimeZone), Door.Chat) { Session = turn.Session };
        var earlier = await db.Turns.AsNoTracking()
            .Where(row => row.ConversationId == turn.ConversationId && row.UserId == turn.UserId && row.Id < turn.Id)
            .OrderByDescending(row => row.Id).Take(History.MaxTurns + 1).Select(row => row.Id).ToListAsync(cancellationToken);
        long[] turns = [turn.Id, .. earlier];
        var messages = await db.Messages.AsNoTracking()
            .Where(message => message.UserId == turn.UserId && (turns.Contains(message.Id) || message.Id == turn.ReplyTo || turns.Contains(message.TurnId!.Value)))
            .OrderBy(message => message.Id).ToListAsync(cancellationToken);
        var steps = (await db.TurnSteps.AsNoTracking().Where(step => turns.Contains(step.TurnId))
            .OrderBy(step => step.TurnId).ThenBy(step => step.Number).ToListAsync(cancellationToken)).ToLookup(step => step.TurnId, step => TurnSteps.Read(step.Content));
        var approvals = await db.Approvals.AsNoTracking()
            .Where(approval => approval.ConversationId == turn.ConversationId && approval.UserId == turn.UserId && (approval.Turn == turn.Id || approval.Status == Approval.Pending))
            .OrderBy(approval => approval.CreatedAt).ToListAsync(cancellationToken);
        var told = await db.Conversations.AsNoTracking().Where(row => row.Id == turn.ConversationId).Select(row => row.LastEvent).FirstAsync(cancellationToken);
        var last = await db.TurnEvents.Where(row => row.ConversationId == turn.ConversationId).MaxAsync(row => (long?)row.Number, cancellationToken) ?? 0;
        return new TurnWork(
            turn,
            caller,
            messages.Single(message => message.Id == turn.Id),
            messages.Single(message => message.Id == turn.ReplyTo),
            [.. earlier.Order().Select(id => (id, (IReadOnlyList<ChatMessage>)Messages(id, messages, steps[id])))],
            [.. steps[turn.Id]],
            approvals.FindAll(approval => approval.Turn == turn.Id),
            approvals.Where(approval => approval.Status == Approval.Pending).Select(approval => approval.Call).ToHashSet(StringComparer.Ordinal),
            Math.Max(told, last));
    }

    // A turn of simple rules, or one that ended in a sentence of the application, has its last words only as the stored answer.
    private static List<ChatMessage> Messages(long turn, List<Message> messages, IEnumerable<ChatMessage> steps)
    {
        var said = new List<ChatMessage>();
        if (messages.Find(message => message.Id == turn) is { } asked)
        {
            said.Add(new ChatMessage(ChatRole.User, asked.Content));
        }

        said.AddRange(steps);
        if (messages.FindLast(message => message.TurnId == turn) is { Content.Length: > 0 } answer && (said.Count == 0 || said[^1].Role != ChatRole.Assistant || said[^1].Text.Length == 0))
        {
            said.Add(new ChatMessage(ChatRole.Assistant, answer.Content));
        }

        return said;
    }
}
