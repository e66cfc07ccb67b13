using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>Better Auth's wire: every status and code of its table, each error also a problem.</summary>
[Trait("rule", "A3")]
public sealed class AuthWireTests(AccountsFixture fixture) : IClassFixture<AccountsFixture>
{
    private const string Strong = "another long and unusual password";

    private readonly TestBackend backend = fixture.Backend;

    [Theory]
    [InlineData("""{"name":"A","email":"nope","password":"long enough pw"}""", "VALIDATION_ERROR", "[body.email] Invalid email address")]
    [InlineData("""{"email":"a@b.example","password":"long enough pw"}""", "VALIDATION_ERROR", "[body.name] Invalid input: expected string, received undefined")]
    [InlineData("""{"name":"A","email":"a@b.example","password":5}""", "VALIDATION_ERROR", "[body.password] Invalid input: expected string, received number")]
    [InlineData("""{"name":"A","email":"a@b.example"}""", "VALIDATION_ERROR", "[body.password] Invalid input: expected string, received undefined")]
    [InlineData("""{"name":"A","email":"a@b.example","password":"short"}""", "PASSWORD_TOO_SHORT", "Password too short")]
    [InlineData("""{"name":"A","email":"a@b.example","password":"password123"}""", "PASSWORD_COMPROMISED", null)]
    [InlineData("""{"name":"A","email":"a@b.example","password":"QwertyUiop"}""", "PASSWORD_COMPROMISED", null)]
    [InlineData("""{"name":"A","email":"peculiar.name@b.example","password":"Peculiar.Name"}""", "PASSWORD_COMPROMISED", null)]
    [InlineData("""{"name":"A","email":"a@b.example","password":"long enough pw","timeZone":"Mars"}""", "VALIDATION_ERROR", null)]
    [InlineData("""{"name":"A\n","email":"a@b.example","password":"long enough pw"}""", "VALIDATION_ERROR", null)]
    [InlineData("""{"name":"A","email":"a@b.example","password":"long enough pw" """, "VALIDATION_ERROR", null)]
    public async Task Sign_up_refuses_with_Better_Auths_codes(string body, string code, string? message)
    {
        using var answer = await SendAsync("sign-up/email", body);
        var problem = await AccessTests.AssertProblemAsync(answer, HttpStatusCode.BadRequest, code);
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
        Assert.StartsWith("https://", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        if (message is not null)
        {
            Assert.Equal(message, problem.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Passwords_are_counted_in_characters_of_any_script()
    {
        // 8 and 128 code points pass, though they are 16 and 256 UTF-16 units; one less and one more do not.
        foreach (var (count, code) in new[] { (8, null), (128, null), (7, "PASSWORD_TOO_SHORT"), (129, "PASSWORD_TOO_LONG") })
        {
            var password = string.Concat(Enumerable.Range(0, count).Select(i => char.ConvertFromUtf32(0x1F600 + i)));
            using var answer = await PostAsync("sign-up/email", new { name = "", email = Email(), password });
            if (code is null)
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
            else
            {
                await AccessTests.AssertProblemAsync(answer, HttpStatusCode.BadRequest, code);
            }
        }
    }

    [Fact]
    public async Task A_known_address_is_422_in_any_case()
    {
        var account = await fixture.SignUpAsync();
        using var answer = await PostAsync("sign-up/email", new { name = "B", email = account.Email.ToUpperInvariant(), password = Strong });
        var problem = await AccessTests.AssertProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
        Assert.Equal("User already exists. Use another email.", problem.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Two_sign_ups_with_one_address_at_once_make_one_account()
    {
        var email = Email();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostAsync("sign-up/email", new { name = "A", email, password = Strong })));
        Assert.Equal([200, 422, 422, 422], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task Sign_in_answers_as_Better_Auth_does()
    {
        var account = await fixture.SignUpAsync();
        using var answer = await PostAsync("sign-in/email", new { email = account.Email.ToUpperInvariant(), password = AccountsFixture.Password });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["redirect", "token", "user"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["name", "email", "emailVerified", "createdAt", "updatedAt", "id"], body.GetProperty("user").EnumerateObject().Select(member => member.Name));
        Assert.NotEqual(account.Session, body.GetProperty("token").GetString());
        Assert.StartsWith(body.GetProperty("token").GetString() + ".", answer.Headers.GetValues("set-auth-token").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("""{"email":"nope","password":"whatever it is"}""", "INVALID_EMAIL")]
    [InlineData("""{"email":"a@b.example"}""", "VALIDATION_ERROR")]
    [InlineData("""[]""", "VALIDATION_ERROR")]
    public async Task Sign_in_refuses_what_is_malformed(string body, string code)
    {
        using var answer = await SendAsync("sign-in/email", body);
        await AccessTests.AssertProblemAsync(answer, HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("GET", "token")]
    [InlineData("GET", "list-sessions")]
    [InlineData("POST", "revoke-session")]
    [InlineData("POST", "revoke-other-sessions")]
    [InlineData("POST", "revoke-sessions")]
    [InlineData("POST", "change-password")]
    [InlineData("POST", "update-user")]
    [InlineData("POST", "delete-user")]
    public async Task Without_a_session_it_is_401_UNAUTHORIZED(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/auth/{path}");
        using var answer = await backend.Client().SendAsync(request);
        var problem = await AccessTests.AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        Assert.Equal("Unauthorized", problem.GetProperty("message").GetString());
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Get_session_is_null_and_sign_out_succeeds_without_a_session()
    {
        Assert.Equal("null", await backend.Client().GetStringAsync("api/auth/get-session"));
        Assert.Equal("null", await backend.Client("junk").GetStringAsync("api/auth/get-session"));
        using var answer = await PostAsync("sign-out", new { });
        Assert.Equal("""{"success":true}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_list_of_sessions_gives_no_token_away_and_its_handles_only_revoke()
    {
        var account = await fixture.SignUpAsync();
        using var second = await PostAsync("sign-in/email", new { email = account.Email, password = AccountsFixture.Password });
        var other = (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        var client = backend.Client(account.Session);
        var text = await client.GetStringAsync("api/auth/list-sessions");
        var list = JsonDocument.Parse(text).RootElement;
        Assert.Equal(2, list.GetArrayLength());
        Assert.DoesNotContain(account.Session, text, StringComparison.Ordinal);
        Assert.DoesNotContain(other, text, StringComparison.Ordinal);
        Assert.Equal(["expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId", "id"], list[0].EnumerateObject().Select(member => member.Name));

        var handle = list[1].GetProperty("token").GetString()!;
        Assert.Equal("null", await backend.Client(handle).GetStringAsync("api/auth/get-session"));
        using var revoked = await client.PostAsJsonAsync("api/auth/revoke-session", new { token = handle });
        using var unknown = await client.PostAsJsonAsync("api/auth/revoke-session", new { token = "unknown" });
        Assert.Equal("""{"status":true}""", await revoked.Content.ReadAsStringAsync());
        Assert.Equal("""{"status":true}""", await unknown.Content.ReadAsStringAsync());
        Assert.Equal("null", await backend.Client(other).GetStringAsync("api/auth/get-session"));
        Assert.NotEqual("null", await client.GetStringAsync("api/auth/get-session"));
    }

    [Fact]
    public async Task Nobody_revokes_anothers_session()
    {
        var (one, other) = (await fixture.SignUpAsync(), await fixture.SignUpAsync());
        var handle = JsonDocument.Parse(await backend.Client(other.Session).GetStringAsync("api/auth/list-sessions")).RootElement[0].GetProperty("token").GetString();
        using var byHandle = await backend.Client(one.Session).PostAsJsonAsync("api/auth/revoke-session", new { token = handle });
        using var byToken = await backend.Client(one.Session).PostAsJsonAsync("api/auth/revoke-session", new { token = other.Session });

        Assert.Equal(HttpStatusCode.OK, byHandle.StatusCode);
        Assert.NotEqual("null", await backend.Client(other.Session).GetStringAsync("api/auth/get-session"));
    }

    [Fact]
    public async Task Revoking_others_keeps_this_session_and_revoking_all_does_not()
    {
        var account = await fixture.SignUpAsync();
        using var second = await PostAsync("sign-in/email", new { email = account.Email, password = AccountsFixture.Password });
        var other = (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        var client = backend.Client(account.Session);

        using var others = await client.PostAsJsonAsync("api/auth/revoke-other-sessions", new { });
        Assert.Equal("null", await backend.Client(other).GetStringAsync("api/auth/get-session"));
        Assert.NotEqual("null", await client.GetStringAsync("api/auth/get-session"));
        using var all = await client.PostAsJsonAsync("api/auth/revoke-sessions", new { });
        Assert.Equal("null", await client.GetStringAsync("api/auth/get-session"));
    }

    [Fact]
    public async Task Changing_the_password_can_end_every_other_session()
    {
        var account = await fixture.SignUpAsync();
        var client = backend.Client(account.Session);
        using var wrong = await client.PostAsJsonAsync("api/auth/change-password", new { currentPassword = "not the password", newPassword = Strong });
        using var bad = await client.PostAsJsonAsync("api/auth/change-password", new { currentPassword = AccountsFixture.Password, newPassword = "short" });
        using var missing = await client.PostAsJsonAsync("api/auth/change-password", new { newPassword = Strong });
        using var kept = await client.PostAsJsonAsync("api/auth/change-password", new { currentPassword = AccountsFixture.Password, newPassword = Strong });
        using var changed = await client.PostAsJsonAsync("api/auth/change-password", new { currentPassword = Strong, newPassword = Strong + "!", revokeOtherSessions = true });

        await AccessTests.AssertProblemAsync(wrong, HttpStatusCode.BadRequest, "INVALID_PASSWORD");
        await AccessTests.AssertProblemAsync(bad, HttpStatusCode.BadRequest, "PASSWORD_TOO_SHORT");
        await AccessTests.AssertProblemAsync(missing, HttpStatusCode.BadRequest, "VALIDATION_ERROR");
        Assert.Equal(JsonValueKind.Null, (await kept.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").ValueKind);
        var token = (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        Assert.Equal("null", await client.GetStringAsync("api/auth/get-session"));
        Assert.NotEqual("null", await backend.Client(token).GetStringAsync("api/auth/get-session"));
        using var rest = await backend.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, rest.StatusCode);
        using var old = await PostAsync("sign-in/email", new { email = account.Email, password = AccountsFixture.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task The_user_can_change_name_and_image_and_not_the_address()
    {
        var account = await fixture.SignUpAsync();
        var client = backend.Client(account.Session);
        using var ok = await client.PostAsJsonAsync("api/auth/update-user", new { name = "Bea", image = "https://x.example/i.png" });
        using var nothing = await client.PostAsJsonAsync("api/auth/update-user", new { });
        using var email = await client.PostAsJsonAsync("api/auth/update-user", new { email = "c@d.example" });
        using var script = await client.PostAsJsonAsync("api/auth/update-user", new { image = "javascript:alert(1)" });

        Assert.Equal("""{"status":true}""", await ok.Content.ReadAsStringAsync());
        await AccessTests.AssertProblemAsync(nothing, HttpStatusCode.BadRequest, "NO_FIELDS_TO_UPDATE");
        await AccessTests.AssertProblemAsync(email, HttpStatusCode.BadRequest, "EMAIL_CAN_NOT_BE_UPDATED");
        await AccessTests.AssertProblemAsync(script, HttpStatusCode.BadRequest, "VALIDATION_ERROR");
        var user = JsonDocument.Parse(await client.GetStringAsync("api/auth/get-session")).RootElement.GetProperty("user");
        Assert.Equal(("Bea", "https://x.example/i.png"), (user.GetProperty("name").GetString(), user.GetProperty("image").GetString()));
    }

    [Fact]
    public async Task What_anybody_may_know()
    {
        Assert.Equal("""{"ok":true}""", await backend.Client().GetStringAsync("api/auth/ok"));
        Assert.Equal("""{"accounts":"own","signUp":"open","signInUrl":null}""", await backend.Client().GetStringAsync("api/auth/config"));
        var account = await fixture.SignUpAsync();
        var key = JsonDocument.Parse(await backend.Client().GetStringAsync("api/auth/jwks")).RootElement.GetProperty("keys")[0];
        Assert.Equal("EC P-256 ES256 sig", $"{key.GetProperty("kty")} {key.GetProperty("crv")} {key.GetProperty("alg")} {key.GetProperty("use")}");
        Assert.False(key.TryGetProperty("d", out _));
        var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(account.AccessToken.Split('.')[0])).RootElement;
        Assert.Equal(key.GetProperty("kid").GetString(), header.GetProperty("kid").GetString());
        var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(account.AccessToken.Split('.')[1])).RootElement;
        Assert.Equal(["sub", "sid", "iss", "aud", "iat", "exp"], claims.EnumerateObject().Select(member => member.Name));
        Assert.Equal(account.Id, claims.GetProperty("sub").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), (7 * 86400) - 5, 7 * 86400);
    }

    private static string Email() => $"{Guid.NewGuid():N}@example.com";

    private Task<HttpResponseMessage> PostAsync(string path, object body) => backend.Client().PostAsJsonAsync($"api/auth/{path}", body);

    private async Task<HttpResponseMessage> SendAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await backend.Client().PostAsync($"api/auth/{path}", content);
    }
}
