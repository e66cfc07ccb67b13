using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Listing;

namespace Todo.Backend.Chat;

/// <summary>Conversations by their words, without case and accents, by the indexes that migration 0005 makes.</summary>
internal static class ConversationSearch
{
    // As the index has it.
    private const int Searched = 10000;

    /// <summary>Those of the caller that have every word (or its beginning) in the title, or in one message.</summary>
    public static IQueryable<Conversation> Found(this TodoDb db, string words, Caller caller)
    {
        // The sum keeps the planner from the owner's indexes, by which it would read every message of the owner.
        var owner = caller.UserId;
        var titles = db.Conversations
            .Where(row => row.UserId + 0 == owner && row.DeletedAt == null
                && TaskFunctions.Search(row.UserId, row.Title, null, null!, null).Matches(TaskFunctions.Query(owner, words, null, null)))
            .Select(row => row.Id);
        var messages = db.Messages
            .Where(row => row.UserId + 0 == owner
                && TaskFunctions.Search(row.UserId, row.Content.Substring(0, Searched), null, null!, null).Matches(TaskFunctions.Query(owner, words, null, null)))
            .Select(row => row.ConversationId);
        var found = titles.Union(messages);
        return db.Conversations.Of(caller).Where(row => found.Contains(row.Id));
    }

    /// <summary>Whether there is anything to look for: todo_query takes spaces and punctuation for separators.</summary>
    public static bool HasWord(string words) => words.Any(letter => char.IsAsciiLetterOrDigit(letter) || letter > '\u00bf');
}
