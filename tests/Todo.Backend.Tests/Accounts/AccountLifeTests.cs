using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Todo.Backend.Accounts.Administration;
using Todo.Backend.Accounts.Codes;
using Todo.Backend.Accounts.Passwords;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>Lockout, invitations, resets and the end of an account.</summary>
[Trait("rule", "A3")]
public sealed class AccountLifeTests(AccountsFixture fixture) : IClassFixture<AccountsFixture>
{
    private const string Strong = "another long and unusual password";

    private readonly TestBackend backend = fixture.Backend;

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_out_at_this_address_and_at_no_other()
    {
        var account = await fixture.SignUpAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(account.Email, "wrong, wrong, wrong", "198.51.100.1"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(account.Email, AccountsFixture.Password, "198.51.100.1"));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(account.Email, AccountsFixture.Password, "198.51.100.2"));

        await backend.Database.ExecuteAsync("update lockouts set locked_until = locked_until - interval '5 minutes' - interval '1 second' where locked_until is not null");
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(account.Email, AccountsFixture.Password, "198.51.100.1"));
    }

    [Fact]
    public async Task A_lockout_looks_and_costs_the_same_for_known_and_unknown_addresses()
    {
        var account = await fixture.SignUpAsync();
        var hashing = backend.Services.GetRequiredService<PasswordHashing>();
        foreach (var email in new[] { account.Email, $"{Guid.NewGuid():N}@example.com" })
        {
            for (var i = 0; i < 7; i++)
            {
                var before = hashing.Hashes;
                Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(email, "wrong, wrong, wrong", "198.51.100.3"));
                Assert.Equal(1, hashing.Hashes - before);
            }
        }
    }

    [Fact]
    public async Task Guesses_at_once_get_no_more_tries_than_one_after_the_other()
    {
        var account = await fixture.SignUpAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SignInAsync(account.Email, "wrong, wrong, wrong", "198.51.100.4")));
        await using var db = backend.Database.Context();
        Assert.Contains(await db.Lockouts.ToListAsync(), lockout => lockout.Failures == 5 && lockout.LockedUntil is not null);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(account.Email, AccountsFixture.Password, "198.51.100.4"));
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones()
    {
        var account = await fixture.SignUpAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(account.Email, "wrong, wrong, wrong", "198.51.100.5"));
            }

            Assert.Equal(HttpStatusCode.OK, await SignInAsync(account.Email, AccountsFixture.Password, "198.51.100.5"));
        }
    }

    [Fact]
    public async Task An_old_hash_is_renewed_at_sign_in()
    {
        var account = await fixture.SignUpAsync();
        var hasher = new Microsoft.AspNetCore.Identity.PasswordHasher<object>();
        await using var db = backend.Database.Context();
        var user = await db.Users.SingleAsync(user => user.Subject == account.Id);
        user.PasswordHash = hasher.HashPassword(new object(), AccountsFixture.Password);
        await db.SaveChangesAsync();
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(account.Email, AccountsFixture.Password, "198.51.100.6"));
        await db.Entry(user).ReloadAsync();
        Assert.Equal(210_000u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(user.PasswordHash!).AsSpan(5)));
    }

    [Fact]
    public async Task A_flood_of_sign_ins_meets_a_short_queue_and_then_429()
    {
        // A machine with other work may bring them more slowly than they are checked: then more must come at once.
        var refused = Array.Empty<HttpResponseMessage>();
        for (var each = 20; refused.Length == 0 && each <= 320; each *= 2)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, each * Environment.ProcessorCount)
                .Select(i => PostAsync(backend, "sign-in/email", new { email = $"flood{each}-{i}@example.com", password = Strong })));
            refused = [.. answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests)];
            Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Unauthorized);
        }

        Assert.NotEmpty(refused);
        var problem = await AccessTests.AssertProblemAsync(refused[0], HttpStatusCode.TooManyRequests, "TOO_MANY_REQUESTS");
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
        Assert.True(refused[0].Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Sign_up_can_be_closed()
    {
        await using var closed = await StartAsync("BACKEND_SIGN_UP", "closed");
        using var answer = await PostAsync(closed, "sign-up/email", new { name = "A", email = "a@b.example", password = Strong });
        await AccessTests.AssertProblemAsync(answer, HttpStatusCode.Forbidden, "SIGN_UP_CLOSED");
        Assert.Contains("\"signUp\":\"closed\"", await closed.Client().GetStringAsync("api/auth/config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_up_by_invitation_takes_each_code_once_and_only_for_its_address()
    {
        await using var invited = await StartAsync("BACKEND_SIGN_UP", "invite");
        var codes = invited.Services.GetRequiredService<OneTimeCodes>();
        var administration = ActivatorUtilities.CreateInstance<UserAdministration>(invited.Services);
        Assert.True((await administration.InviteAsync(email: null, CancellationToken.None)).TryGet(out var anyone, out _));
        Assert.True((await administration.InviteAsync("Ada@example.com", CancellationToken.None)).TryGet(out var ada, out _));
        Assert.False((await administration.InviteAsync("no address", CancellationToken.None)).TryGet(out _, out _));
        var late = await codes.InviteAsync(email: null, TimeSpan.FromSeconds(-1), CancellationToken.None);

        async Task<HttpStatusCode> SignUpAsync(string email, string? invitationCode)
        {
            using var answer = await PostAsync(invited, "sign-up/email", new { name = "A", email, password = Strong, invitationCode });
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, await SignUpAsync("a@b.example", null));
        Assert.Equal(HttpStatusCode.Forbidden, await SignUpAsync("a@b.example", "made up"));
        Assert.Equal(HttpStatusCode.Forbidden, await SignUpAsync("a@b.example", late));
        Assert.Equal(HttpStatusCode.Forbidden, await SignUpAsync("eve@example.com", ada));
        Assert.Equal(HttpStatusCode.OK, await SignUpAsync("ada@example.com", ada));
        Assert.Equal(HttpStatusCode.OK, await SignUpAsync("a@b.example", anyone));
        Assert.Equal(HttpStatusCode.Forbidden, await SignUpAsync("c@b.example", anyone));
        // Without a code nothing is said about a known address.
        Assert.Equal(HttpStatusCode.Forbidden, await SignUpAsync("a@b.example", null));
    }

    [Fact]
    public async Task A_reset_code_sets_a_password_once_and_ends_everything_before_it()
    {
        var account = await fixture.SignUpAsync();
        await using var db = backend.Database.Context();
        var userId = await db.Users.Where(user => user.Subject == account.Id).Select(user => user.Id).SingleAsync();
        var codes = backend.Services.GetRequiredService<OneTimeCodes>();
        var old = await codes.ResetPasswordAsync(userId, TimeSpan.FromHours(1), CancellationToken.None);
        var code = await codes.ResetPasswordAsync(userId, TimeSpan.FromHours(1), CancellationToken.None);

        using var replaced = await PostAsync(backend, "reset-password", new { token = old, newPassword = Strong });
        using var weak = await PostAsync(backend, "reset-password", new { token = code, newPassword = "password123" });
        using var done = await PostAsync(backend, "reset-password", new { token = code, newPassword = Strong });
        using var again = await PostAsync(backend, "reset-password", new { token = code, newPassword = Strong + "2" });

        await AccessTests.AssertProblemAsync(replaced, HttpStatusCode.BadRequest, "INVALID_TOKEN");
        await AccessTests.AssertProblemAsync(weak, HttpStatusCode.BadRequest, "PASSWORD_COMPROMISED");
        Assert.Equal("""{"status":true}""", await done.Content.ReadAsStringAsync());
        await AccessTests.AssertProblemAsync(again, HttpStatusCode.BadRequest, "INVALID_TOKEN");
        Assert.Equal("null", await backend.Client(account.Session).GetStringAsync("api/auth/get-session"));
        using var rest = await backend.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, rest.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(account.Email, Strong, "198.51.100.7"));
    }

    [Fact]
    public async Task Deleting_an_account_leaves_no_row_of_it_anywhere()
    {
        var (account, bystander) = (await fixture.SignUpAsync(), await fixture.SignUpAsync());
        await FillAsync(account);
        await FillAsync(bystander);
        var userId = await ScalarAsync($"select id from users where subject = '{account.Id}'");
        var owned = await OwnedTablesAsync();
        Assert.Contains("journal", owned);
        foreach (var table in owned)
        {
            Assert.True(await ScalarAsync($"select count(*) from {table} where user_id = {userId}") > 0, $"The test must fill {table}, or its removal is not proven.");
        }

        using var wrong = await backend.Client(account.Session).PostAsJsonAsync("api/auth/delete-user", new { password = "not the password" });
        using var deleted = await backend.Client(account.Session).PostAsJsonAsync("api/auth/delete-user", new { password = AccountsFixture.Password });

        await AccessTests.AssertProblemAsync(wrong, HttpStatusCode.BadRequest, "INVALID_PASSWORD");
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        foreach (var table in owned)
        {
            Assert.Equal(0, await ScalarAsync($"select count(*) from {table} where user_id = {userId}"));
        }

        Assert.Equal(0, await ScalarAsync($"select count(*) from users where id = {userId} or email = '{account.Email}'"));
        Assert.Equal(1, await ScalarAsync($"select count(*) from tasks t join users u on u.id = t.user_id where u.subject = '{bystander.Id}'"));
        using var rest = await backend.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, rest.StatusCode);
        await fixture.SignUpAsync(account.Email);
    }

    [Fact]
    public async Task An_account_can_be_deleted_while_it_is_being_written_to()
    {
        var account = await fixture.SignUpAsync();
        var userId = await ScalarAsync($"select id from users where subject = '{account.Id}'");
        await backend.Database.ExecuteAsync($"insert into tasks (user_id, title) select {userId}, 'task ' || n from generate_series(1, 200) n");
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await backend.Database.ExecuteAsync($"update tasks set title = title || '' where id in (select id from tasks where user_id = {userId} order by id limit 20 for update); insert into tasks (user_id, title) values ({userId}, 'new')");
                }
                catch (PostgresException)
                {
                    // The account is gone.
                    return;
                }
            }
        })).ToArray();
        using var deleted = await backend.Client(account.Session).PostAsJsonAsync("api/auth/delete-user", new { password = AccountsFixture.Password });
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(0, await ScalarAsync($"select (select count(*) from tasks where user_id = {userId}) + (select count(*) from journal where user_id = {userId}) + (select count(*) from users where id = {userId})"));
    }

    private static Task<TestBackend> StartAsync(string name, string value) =>
        TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value });

    private static Task<HttpResponseMessage> PostAsync(TestBackend backend, string path, object body) => backend.Client().PostAsJsonAsync($"api/auth/{path}", body);

    // The frontend's credential lets a test come from any address.
    private async Task<HttpStatusCode> SignInAsync(string email, string password, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/auth/sign-in/email") { Content = JsonContent.Create(new { email, password }) };
        request.Headers.Add("X-Todo-Gateway", TestBackend.GatewayKey);
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await backend.Client().SendAsync(request);
        return answer.StatusCode;
    }

    private async Task FillAsync(Account account)
    {
        using var token = await backend.Client(account.AccessToken).PostAsJsonAsync("api/tokens", new { name = "t", scopes = new[] { "read" }, expires_in_days = 1 });
        Assert.Equal(HttpStatusCode.Created, token.StatusCode);
        var id = await ScalarAsync($"select id from users where subject = '{account.Id}'");
        await backend.Services.GetRequiredService<OneTimeCodes>().ResetPasswordAsync(id, TimeSpan.FromHours(1), CancellationToken.None);
        await backend.Database.ExecuteAsync(
            $"""
            insert into tasks (user_id, title) values ({id}, 'private');
            insert into idempotency_keys (user_id, key, request_hash, task_id) select {id}, 'k', '\x00', max(id) from tasks where user_id = {id};
            insert into conversations (user_id, title) values ({id}, 'private');
            insert into messages (conversation_id, user_id, role, content) select max(id), {id}, 'user', 'private' from conversations where user_id = {id};
            insert into messages (conversation_id, user_id, role, content, reply_to) select max(conversation_id), {id}, 'assistant', 'private', max(id) from messages where user_id = {id};
            insert into turns (id, conversation_id, user_id, status, scopes, reply_to) select min(id), max(conversation_id), {id}, 'done', 7, min(id) from messages where user_id = {id};
            insert into turn_steps (turn_id, number, content) select id, 0, 'null' from turns where user_id = {id};
            insert into turn_events (conversation_id, number, turn_id, kind, data) select conversation_id, 1, id, 'done', 'null' from turns where user_id = {id};
            insert into approvals (id, user_id, conversation_id, turn, call, door, tool, arguments, effect, status, expires_at)
                select gen_random_uuid(), {id}, conversation_id, id, 'c', 'chat', 'private', 'null', 'private', 'pending', now() from turns where user_id = {id};
            """);
    }

    // Every table that has a user's rows, those that others add later included.
    private async Task<List<string>> OwnedTablesAsync()
    {
        await using var connection = new NpgsqlConnection(backend.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.table_schema = 'public' and c.column_name = 'user_id' and t.table_type = 'BASE TABLE'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(backend.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
