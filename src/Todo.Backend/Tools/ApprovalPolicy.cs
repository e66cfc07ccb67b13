using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Tools;

/// <summary>When a person is asked first: by their setting, read fresh for each call.</summary>
/// <param name="Mode">always, destructive (deletes, and more than a few tasks at once) or never.</param>
internal readonly record struct ApprovalPolicy(string Mode)
{
    public static async Task<ApprovalPolicy> OfAsync(TodoDb db, Caller caller, CancellationToken cancellationToken)
    {
        var owner = caller.UserId;
        return new(await db.Users.Where(user => user.Id == owner).Select(user => user.ApprovalMode).FirstOrDefaultAsync(cancellationToken) ?? "always");
    }

    /// <summary>Whether it can come to asking at all, by what is known without looking at the tasks.</summary>
    public bool MayAsk(ToolDefinition definition, long atMost) => Mode switch
    {
        "never" => false,
        "destructive" => definition.Effect == ToolEffect.Deletes || atMost > ToolRunner.FewTasks,
        _ => true,
    };

    /// <summary>Whether to ask about a call that would change this many tasks.</summary>
    /// <param name="before">Tasks that the turn has changed so far without asking: a batch in pieces is a batch all the same.</param>
    public bool Asks(ToolDefinition definition, int tasks, int before, Door door) => Mode switch
    {
        "never" => false,
        // The client has asked its own user already for what it sees marked as destructive, and a single task is restored with one word.
        "destructive" => tasks + before > ToolRunner.FewTasks || (definition.Effect == ToolEffect.Deletes && !(door == Door.Mcp && tasks == 1)),
        _ => true,
    };
}
