using Microsoft.EntityFrameworkCore;
using Todo.Backend.Journal;
using Todo.Testing;

namespace Todo.Backend.Tests.Tasks;

/// <summary>What must hold of a user's journal at any time.</summary>
internal static class JournalCheck
{
    /// <summary>Numbers from 1 without a gap, and the account at the last of them.</summary>
    public static async Task<List<JournalEntry>> HasNoGapAsync(TestDatabase database, TestUser user, int expected)
    {
        await using var db = database.Context();
        var entries = await db.Journal.Where(entry => entry.UserId == user.Id).OrderBy(entry => entry.Number).ToListAsync();
        Assert.Equal(Enumerable.Range(1, expected).Select(number => (long)number), entries.Select(entry => entry.Number));
        Assert.Equal(expected, await db.Users.Where(row => row.Id == user.Id).Select(row => row.LastChange).SingleAsync());
        return entries;
    }

    /// <summary>Each task's entries follow each other: what one left is what the next found.</summary>
    public static void IsAChain(IEnumerable<JournalEntry> entries)
    {
        foreach (var task in entries.GroupBy(entry => entry.TaskId))
        {
            string? last = null;
            foreach (var entry in task)
            {
                Assert.Equal(last, entry.Before);
                last = entry.After;
            }
        }
    }
}
