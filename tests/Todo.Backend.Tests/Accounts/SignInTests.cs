using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Accounts.Passwords;

namespace Todo.Backend.Tests.Accounts;

[Trait("rule", "A3")]
public sealed class SignInTests(AccountsFixture fixture) : IClassFixture<AccountsFixture>
{
    private readonly HttpClient client = fixture.Backend.Client();

    [Fact]
    public async Task Sign_up_gives_a_session_whose_token_works_everywhere_it_should()
    {
        var account = await fixture.SignUpAsync();
        var session = fixture.Backend.Client(account.Session);

        using var answer = await session.GetAsync("api/auth/get-session");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(account.Session, body.GetProperty("session").GetProperty("token").GetString());
        Assert.Equal(account.Id, body.GetProperty("user").GetProperty("id").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", body.GetProperty("user").GetProperty("createdAt").GetString());
        Assert.Single(answer.Headers.GetValues("set-auth-jwt"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));

        var token = await session.GetFromJsonAsync<JsonElement>("api/auth/token");
        Assert.Equal(3, token.GetProperty("token").GetString()!.Split('.').Length);
    }

    [Fact]
    public async Task A_signed_session_token_works_and_a_wrong_signature_does_not()
    {
        var account = await fixture.SignUpAsync();
        Assert.StartsWith(account.Session + ".", account.SignedSession, StringComparison.Ordinal);

        Assert.NotEqual("null", await fixture.Backend.Client(account.SignedSession).GetStringAsync("api/auth/get-session"));
        Assert.NotEqual("null", await fixture.Backend.Client(Uri.EscapeDataString(account.SignedSession)).GetStringAsync("api/auth/get-session"));
        Assert.Equal("null", await fixture.Backend.Client(account.Session + "." + Convert.ToBase64String(new byte[32])).GetStringAsync("api/auth/get-session"));
        Assert.Equal("null", await fixture.Backend.Client(account.Session + ".").GetStringAsync("api/auth/get-session"));
    }

    [Fact]
    public async Task Session_tokens_are_stored_hashed()
    {
        var account = await fixture.SignUpAsync();
        await using var db = fixture.Backend.Database.Context();
        var row = await db.Sessions.SingleAsync(session => db.Users.Any(user => user.Id == session.UserId && user.Subject == account.Id));

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(account.Session)), row.TokenHash);
        Assert.NotEqual(account.Session, row.Handle);
    }

    [Fact]
    public async Task Passwords_are_hashed_by_identity_at_210000_iterations()
    {
        var account = await fixture.SignUpAsync();
        await using var db = fixture.Backend.Database.Context();
        var hash = Convert.FromBase64String((await db.Users.SingleAsync(user => user.Subject == account.Id)).PasswordHash!);

        // Format 1: PRF (2 is HMAC-SHA512), iterations, salt length.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)));
        Assert.Equal(210_000u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_have_one_answer_and_one_hash_each()
    {
        var account = await fixture.SignUpAsync();
        var hashing = fixture.Backend.Services.GetRequiredService<PasswordHashing>();

        var before = hashing.Hashes;
        var (wrongStatus, wrong) = await SignInAsync(account.Email, "not the password");
        var between = hashing.Hashes;
        var (unknownStatus, unknown) = await SignInAsync($"{Guid.NewGuid():N}@example.com", "not the password");
        var after = hashing.Hashes;

        Assert.Equal(HttpStatusCode.Unauthorized, wrongStatus);
        Assert.Equal(HttpStatusCode.Unauthorized, unknownStatus);
        Assert.Equal("INVALID_EMAIL_OR_PASSWORD", wrong.GetProperty("code").GetString());
        Assert.Equal(Stable(wrong), Stable(unknown));
        Assert.Equal(1, between - before);
        Assert.Equal(1, after - between);
    }

    private static string Stable(JsonElement problem) =>
        string.Join('\n', problem.EnumerateObject().Where(member => member.Name != "trace_id").Select(member => $"{member.Name}={member.Value}"));

    private async Task<(HttpStatusCode Status, JsonElement Body)> SignInAsync(string email, string password)
    {
        using var answer = await client.PostAsJsonAsync("api/auth/sign-in/email", new { email, password });
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
