using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>Who gets in, with what, and how a refusal looks.</summary>
[Trait("rule", "A3")]
public sealed class AccessTests(AccountsFixture fixture) : IClassFixture<AccountsFixture>
{
    private readonly TestBackend backend = fixture.Backend;

    [Fact]
    public async Task Without_a_token_it_is_401_with_a_challenge_and_a_problem()
    {
        using var answer = await backend.Client().GetAsync("api/settings");
        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Bearer not-a-token")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer todo_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_bad_token_is_401_and_says_nothing_about_why(string header)
    {
        using var answer = await SendAsync(HttpMethod.Get, "api/settings", header);
        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_forged_access_token_is_answered_like_anything_else_that_is_no_token()
    {
        var account = await fixture.SignUpAsync();
        using var good = await backend.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);

        var parts = account.AccessToken.Split('.');
        var first = parts[2][0] == 'A' ? 'B' : 'A';
        string[] tokens = ["not-a-token", $"{parts[0]}.{parts[1]}.{first}{parts[2][1..]}", $"eyJhbGciOiJub25lIn0.{parts[1]}.", $"eyJhbGciOiJIUzI1NiJ9.{parts[1]}.{parts[2]}"];
        foreach (var token in tokens)
        {
            using var answer = await SendAsync(HttpMethod.Get, "api/settings", $"Bearer {token}");
            var problem = await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthorized");
            Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("The token is not valid, or not any more: sign in again.", problem.GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer  ")]
    [InlineData("token")]
    public async Task Another_scheme_is_401(string header)
    {
        using var answer = await SendAsync(HttpMethod.Get, "api/settings", header);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_bare_session_token_opens_only_the_authentication_routes()
    {
        var account = await fixture.SignUpAsync();
        using var rest = await backend.Client(account.Session).GetAsync("api/settings");
        using var signed = await backend.Client(account.SignedSession).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, rest.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, signed.StatusCode);
        Assert.Equal("null", await backend.Client(account.AccessToken).GetStringAsync("api/auth/get-session"));
        using var ok = await backend.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.OK, ok.StatusCode);
    }

    [Fact]
    public async Task The_401_comes_before_the_body_is_read()
    {
        // The body is promised and never sent: who reads it first waits for ever.
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(backend.Address.Host, backend.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("PATCH /api/settings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 401 Unauthorized", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public async Task A_read_token_reads_and_changes_nothing()
    {
        var account = await fixture.SignUpAsync();
        var token = await CreateTokenAsync(account, "read");
        using var read = await backend.Client(token).GetAsync("api/settings");
        using var write = await backend.Client(token).PatchAsJsonAsync("api/settings", new { time_zone = "Europe/Berlin" });

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await AssertProblemAsync(write, HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"write\"", write.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_personal_token_makes_no_tokens_whatever_its_scopes()
    {
        var account = await fixture.SignUpAsync();
        var client = backend.Client(await CreateTokenAsync(account, "read", "write"));
        using var change = await client.PatchAsJsonAsync("api/settings", new { week_start = "sunday" });
        using var list = await client.GetAsync("api/tokens");
        using var create = await client.PostAsJsonAsync("api/tokens", new { name = "x", scopes = new[] { "read" }, expires_in_days = 1 });
        using var delete = await client.DeleteAsync("api/tokens/1");

        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        Assert.All([list, create, delete], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
    }

    [Fact]
    public async Task A_disabled_user_is_out_with_every_token()
    {
        var account = await fixture.SignUpAsync();
        var personal = await CreateTokenAsync(account, "read");
        await backend.Database.ExecuteAsync($"update users set disabled_at = now() where subject = '{account.Id}'");

        // The first was used to make the second: it is known here, and ends by the poll. The second was never seen.
        using var never = await backend.Client(personal).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, never.StatusCode);
        await UntilRefusedAsync(backend.Client(account.AccessToken));

        Assert.Equal("null", await backend.Client(account.Session).GetStringAsync("api/auth/get-session"));
        using var signIn = await backend.Client().PostAsJsonAsync("api/auth/sign-in/email", new { email = account.Email, password = AccountsFixture.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, signIn.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_access_token_at_once_on_this_replica()
    {
        var account = await fixture.SignUpAsync();
        var client = backend.Client(account.AccessToken);
        using var before = await client.GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        using var signOut = await backend.Client(account.Session).PostAsync("api/auth/sign-out", null);
        using var after = await client.GetAsync("api/settings");

        Assert.Equal("""{"success":true}""", await signOut.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Deleting_a_personal_token_ends_it_at_once()
    {
        var account = await fixture.SignUpAsync();
        var session = backend.Client(account.AccessToken);
        using var created = await session.PostAsJsonAsync("api/tokens", new { name = "ci", scopes = new[] { "read" }, expires_in_days = 30 });
        var body = await created.Content.ReadFromJsonAsync<JsonElement>();
        var client = backend.Client(body.GetProperty("token").GetString());
        using var before = await client.GetAsync("api/settings");
        using var deleted = await session.DeleteAsync($"api/tokens/{body.GetProperty("id").GetInt64()}");
        using var after = await client.GetAsync("api/settings");
        using var again = await session.DeleteAsync($"api/tokens/{body.GetProperty("id").GetInt64()}");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Tokens_are_listed_without_their_text_and_only_the_callers()
    {
        var (one, other) = (await fixture.SignUpAsync(), await fixture.SignUpAsync());
        var token = await CreateTokenAsync(one, "write", "read");
        var text = await backend.Client(one.AccessToken).GetStringAsync("api/tokens");
        var list = JsonDocument.Parse(text).RootElement.GetProperty("tokens");
        var id = list[0].GetProperty("id").GetInt64();
        using var foreign = await backend.Client(other.AccessToken).DeleteAsync($"api/tokens/{id}");

        Assert.Matches("^todo_pat_[0-9A-Za-z]{38}$", token);
        Assert.Equal(1, list.GetArrayLength());
        Assert.Equal("""["read","write"]""", list[0].GetProperty("scopes").GetRawText());
        Assert.DoesNotContain("todo_pat_", text, StringComparison.Ordinal);
        Assert.Equal("""{"tokens":[]}""", await backend.Client(other.AccessToken).GetStringAsync("api/tokens"));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task Every_wrong_member_of_a_new_token_is_named_at_once()
    {
        var account = await fixture.SignUpAsync();
        using var answer = await backend.Client(account.AccessToken).PostAsJsonAsync("api/tokens", new { name = "", scopes = new[] { "admin" }, expires_in_days = 0, extra = 1 });
        var problem = await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["expires_in_days", "extra", "name", "scopes"], problem.GetProperty("errors").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("""{"time_zone":"../../etc/passwd"}""", "time_zone")]
    [InlineData("""{"time_zone":"W. Europe Standard Time"}""", "time_zone")]
    [InlineData("""{"time_zone":null}""", "time_zone")]
    [InlineData("""{"week_start":1}""", "week_start")]
    [InlineData("""{"week_start":"Monday"}""", "week_start")]
    [InlineData("""{"theme":"dark"}""", "theme")]
    public async Task Wrong_settings_are_400_by_name(string json, string field)
    {
        var account = await fixture.SignUpAsync();
        using var answer = await PatchAsync(account, json, "application/json");
        var problem = await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Settings_are_read_and_changed_one_by_one()
    {
        var account = await fixture.SignUpAsync();
        var client = backend.Client(account.AccessToken);
        Assert.Equal("""{"time_zone":"UTC","week_start":"monday","approvals":"destructive"}""", await client.GetStringAsync("api/settings"));
        using var zone = await PatchAsync(account, """{"time_zone":"Europe/Berlin"}""", "application/merge-patch+json");
        using var week = await PatchAsync(account, """{"week_start":"sunday"}""", "application/json");

        Assert.Equal("""{"time_zone":"Europe/Berlin","week_start":"monday","approvals":"destructive"}""", await zone.Content.ReadAsStringAsync());
        Assert.Equal("""{"time_zone":"Europe/Berlin","week_start":"sunday","approvals":"destructive"}""", await week.Content.ReadAsStringAsync());
        Assert.Equal("""{"time_zone":"Europe/Berlin","week_start":"sunday","approvals":"destructive"}""", await client.GetStringAsync("api/settings"));
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"week_start":"monday","week_start":"sunday"}""", HttpStatusCode.BadRequest)]
    public async Task Bodies_that_cannot_be_read_are_refused(string type, string body, HttpStatusCode status)
    {
        var account = await fixture.SignUpAsync();
        using var answer = await PatchAsync(account, body, type);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_body_above_64_kB_is_413()
    {
        var account = await fixture.SignUpAsync();
        using var answer = await PatchAsync(account, $$"""{"time_zone":"{{new string('a', 70_000)}}"}""", "application/json");
        await AssertProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    /// <summary>Waits until a token is refused; within the five seconds that a revocation may take, and some for a slow machine.</summary>
    internal static async Task UntilRefusedAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        HttpStatusCode status;
        do
        {
            using var answer = await client.GetAsync("api/settings", limit.Token);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    internal static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        return problem;
    }

    private async Task<string> CreateTokenAsync(Account account, params string[] scopes)
    {
        using var answer = await backend.Client(account.AccessToken).PostAsJsonAsync("api/tokens", new { name = "test", scopes, expires_in_days = 7 });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private async Task<HttpResponseMessage> PatchAsync(Account account, string json, string type)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(type));
        return await backend.Client(account.AccessToken).PatchAsync("api/settings", content);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string authorization)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await backend.Client().SendAsync(request);
    }
}
