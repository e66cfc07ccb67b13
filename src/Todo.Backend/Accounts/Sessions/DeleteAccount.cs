using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>Removes an account with everything that is its own: journal, tasks, conversations, tokens. Nothing is kept.</summary>
public sealed partial class DeleteAccount
{
    private const int Tries = 5;

    private readonly TodoDatabase database;
    private readonly TokenCache cache;
    private readonly ILogger<DeleteAccount> logger;

    internal DeleteAccount(TodoDatabase database, TokenCache cache, ILogger<DeleteAccount> logger)
    {
        this.database = database;
        this.cache = cache;
        this.logger = logger;
    }

    public async Task RunAsync(long userId, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RemoveAsync(userId, cancellation);
                break;
            }
            catch (PostgresException e) when (attempt < Tries && e.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // A request that was under way wrote meanwhile.
                Log.Again(logger, userId, e.SqlState);
            }
        }

        cache.EndUser(userId);
        Log.Deleted(logger, userId);
    }

    private async Task RemoveAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // Ten thousand tasks with their history take longer than one request's statement may.
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = '60s'", cancellation);
        // The order of locks: tasks by ascending id, then the account. From then on nobody adds a row for it.
        await db.Database.ExecuteSqlAsync($"select id from tasks where user_id = {userId} order by id for update", cancellation);
        await db.Database.ExecuteSqlAsync($"select id from users where id = {userId} for update", cancellation);
        await db.Journal.Where(entry => entry.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.IdempotencyKeys.Where(key => key.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.Tasks.Where(task => task.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.Approvals.Where(approval => approval.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.TurnEvents.Where(row => db.Turns.Any(turn => turn.Id == row.TurnId && turn.UserId == userId)).ExecuteDeleteAsync(cancellation);
        await db.TurnSteps.Where(step => db.Turns.Any(turn => turn.Id == step.TurnId && turn.UserId == userId)).ExecuteDeleteAsync(cancellation);
        await db.Turns.Where(turn => turn.UserId == userId).ExecuteDeleteAsync(cancellation);
        var usage = AiUsage.Of(userId);
        await db.AiUsage.Where(row => row.Scope == usage).ExecuteDeleteAsync(cancellation);
        await db.Messages.Where(message => message.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.Conversations.Where(conversation => conversation.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.PersonalTokens.Where(token => token.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.Sessions.Where(session => session.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.OneTimeCodes.Where(code => code.UserId == userId || code.Email != null && db.Users.Any(user => user.Id == userId && user.Email == code.Email))
            .ExecuteDeleteAsync(cancellation);
        await db.Users.Where(user => user.Id == userId).ExecuteDeleteAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} was deleted with all data", EventName = "AccountDeleted")]
        public static partial void Deleted(ILogger logger, long userId);

        [LoggerMessage(2, LogLevel.Information, "Deleting user {UserId} is tried again ({SqlState})", EventName = "AccountDeletionAgain")]
        public static partial void Again(ILogger logger, long userId, string sqlState);
    }
}
