using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Todo.Backend.Database;
using Todo.Backend.Housekeeping;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Backend.Tests.Housekeeping;

[Trait("rule", "A15")]
public sealed class PurgeTests
{
    // One row of each kind past its time (1) and one just within it (2).
    private const string Rows = """
        insert into users (subject) values ('anna');
        insert into tasks (user_id, title, deleted_at) values
            (1, 'long gone', now() - interval '31 days'), (1, 'gone', now() - interval '29 days'), (1, 'here', null);
        update journal set at = now() - interval '91 days' where number = 1;
        insert into idempotency_keys (user_id, key, request_hash, task_id, created_at) values
            (1, 'old', '\x00', 3, now() - interval '25 hours'), (1, 'new', '\x00', 3, now() - interval '23 hours'), (1, 'of the long gone', '\x00', 1, now());
        insert into sessions (user_id, handle, token_hash, expires_at) values (1, 'a', '\x01', now() - interval '2 days'), (1, 'b', '\x02', now());
        insert into lockouts (key, failures, updated_at) values ('\x01', 1, now() - interval '2 days'), ('\x02', 1, now());
        insert into one_time_codes (purpose, code_hash, expires_at) values ('invite', '\x01', now() - interval '2 days'), ('invite', '\x02', now());
        insert into personal_tokens (user_id, name, token_hash, scopes, expires_at) values
            (1, 'old', '\x01', '{read}', now() - interval '31 days'), (1, 'new', '\x02', '{read}', now());
        insert into conversations (user_id, title, deleted_at) values (1, 'old', now() - interval '31 days'), (1, 'new', now() - interval '29 days');
        insert into messages (conversation_id, user_id, role, content, reply_to) values
            (1, 1, 'user', 'hello', null), (1, 1, 'assistant', 'hello', 1), (2, 1, 'user', 'hello', null);
        """;

    [Fact]
    public async Task What_has_expired_goes_and_nothing_else()
    {
        await using var copy = await TestDatabase.CreateAsync();
        await copy.ExecuteAsync(Rows);
        await using var database = new TodoDatabase(
            SettingsReader.Read<DatabaseSettings>([new("BACKEND_DATABASE_URL", copy.ConnectionString)], "BACKEND"), NullLoggerFactory.Instance, TimeProvider.System);

        var removed = await new Purge(database, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(11, removed);
        await using var db = copy.Context();
        Assert.Equal(["gone", "here"], await db.Tasks.OrderBy(task => task.Id).Select(task => task.Title).ToListAsync());
        Assert.Equal([false, true, true], await db.Journal.OrderBy(entry => entry.Number).Select(entry => entry.After != null).ToListAsync());
        Assert.Equal(["new"], await db.IdempotencyKeys.Select(key => key.Key).ToListAsync());
        Assert.Equal(["b"], await db.Sessions.Select(session => session.Handle).ToListAsync());
        Assert.Equal(["new"], await db.PersonalTokens.Select(token => token.Name).ToListAsync());
        Assert.Equal(["new"], await db.Conversations.Select(talk => talk.Title).ToListAsync());
        Assert.Equal(1, await db.Messages.CountAsync());
        Assert.Equal(1, await db.Lockouts.CountAsync());
        Assert.Equal(1, await db.OneTimeCodes.CountAsync());
        Assert.Equal(0, await new Purge(database, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken));
    }
}
