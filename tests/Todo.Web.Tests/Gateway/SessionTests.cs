using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Todo.Testing;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>The session's cookie, forms and script calls as an attacker would try them.</summary>
[Trait("rule", "A14")]
public sealed class SessionTests(Site site)
{
    private const string Password = "a quiet morning in autumn";

    [Fact]
    public async Task The_cookie_is_host_only_secure_hidden_from_scripts_and_small()
    {
        using var client = await SignedUpAsync();
        var cookie = Assert.Single(client.SetCookies, line => line.StartsWith("__Host-todo=", StringComparison.Ordinal));
        var attributes = cookie.Split("; ").Skip(1).Select(attribute => attribute.Split('=')[0].ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        Assert.True(cookie.Split(';')[0].Length < 4096, $"{cookie.Split(';')[0].Length} bytes");
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "expires", "path", "secure", "samesite", "httponly" }, attributes);
        Assert.DoesNotContain("domain", attributes);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.All(client.SetCookies, line => Assert.StartsWith("__Host-", line, StringComparison.Ordinal));
        Assert.All(client.SetCookies, line => Assert.Contains("httponly", line, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_page_and_no_script_call_gives_a_token_away()
    {
        using var client = await SignedUpAsync();
        foreach (var path in new[] { "/tasks", "/chat", "/settings" })
        {
            var html = await client.GetTextAsync(path);
            Assert.DoesNotContain("eyJ", html, StringComparison.Ordinal);
        }

        using var response = await client.SendAsync(ScriptCall());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("eyJ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var client = await SignedUpAsync();
        using var response = await client.PostAsync("/tasks", ("title", "Forged"));
        await AssertExpiredAsync(response);
        Assert.DoesNotContain("Forged", await client.GetTextAsync("/tasks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_somebody_else_s_form_changes_nothing()
    {
        using var mine = await SignedUpAsync();
        using var theirs = await SignedUpAsync();
        var token = SiteClient.Csrf(await theirs.GetTextAsync("/tasks"));
        await mine.GetTextAsync("/tasks");
        using var response = await mine.PostAsync("/tasks", ("csrf", token), ("title", "Forged"));
        await AssertExpiredAsync(response);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_form_from_another_origin_changes_nothing_even_with_the_token(string header, string value)
    {
        using var client = await SignedUpAsync();
        var token = SiteClient.Csrf(await client.GetTextAsync("/tasks"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("csrf", token), KeyValuePair.Create("title", "Forged")]),
        };
        request.Headers.Add(header, value);
        using var response = await client.SendAsync(request);
        await AssertExpiredAsync(response);
        Assert.DoesNotContain("Forged", await client.GetTextAsync("/tasks"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no header", 403)]
    [InlineData("no origin", 403)]
    [InlineData("foreign origin", 403)]
    [InlineData("cross-site", 403)]
    [InlineData("text/plain", 415)]
    [InlineData("no session", 401)]
    public async Task A_script_call_is_refused_before_a_token_is_attached(string flaw, int status)
    {
        using var client = flaw == "no session" ? site.Frontend.Client() : await SignedUpAsync();
        using var request = ScriptCall();
        switch (flaw)
        {
            case "no header":
                request.Headers.Remove("X-Todo-App");
                break;
            case "no origin":
                request.Headers.Remove("Sec-Fetch-Site");
                break;
            case "foreign origin":
                request.Headers.Add("Origin", "https://evil.example");
                break;
            case "cross-site":
                request.Headers.Remove("Sec-Fetch-Site");
                request.Headers.Add("Sec-Fetch-Site", "cross-site");
                break;
            case "text/plain":
                request.Content!.Headers.ContentType = new("text/plain");
                break;
        }

        using var response = await client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_script_call_hands_on_what_the_backend_refuses()
    {
        using var client = await SignedUpAsync();
        using var request = ScriptCall("");
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.NotNull(problem?["errors"]?["message"]);
    }

    [Theory]
    [InlineData("/chat", "/chat")]
    [InlineData("https://evil.example/", "/tasks")]
    [InlineData("//evil.example", "/tasks")]
    [InlineData("/\\evil.example", "/tasks")]
    [InlineData("javascript:alert(1)", "/tasks")]
    public async Task Signing_in_returns_to_our_own_pages_only(string wish, string target)
    {
        var (email, first) = await AccountAsync();
        first.Dispose();
        using var client = site.Frontend.Client();
        using var response = await client.SubmitAsync("/sign-in", "/sign-in", ("email", email), ("password", Password), ("return", wish));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(target, response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_page_asks_for_sign_in_and_comes_back_to_itself()
    {
        using var client = site.Frontend.Client();
        using var response = await client.GetAsync("/tasks?q=rent");
        Assert.Equal("/sign-in?return=%2Ftasks%3Fq%3Drent", response.Headers.Location?.OriginalString.Replace(site.Frontend.Address.GetLeftPart(UriPartial.Authority), "", StringComparison.Ordinal));
        Assert.Contains("value=\"/tasks?q=rent\"", WebUtility.HtmlDecode(await client.GetTextAsync(response.Headers.Location!.OriginalString)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_the_backend_too()
    {
        using var client = await SignedUpAsync();
        var stolen = new Dictionary<string, string>(client.Cookies, StringComparer.Ordinal);
        using var response = await client.SubmitAsync("/tasks", "/sign-out");
        Assert.DoesNotContain("__Host-todo", client.Cookies.Keys);

        using var thief = site.Frontend.Client();
        foreach (var (name, value) in stolen)
        {
            thief.Cookies[name] = value;
        }

        using var refused = await thief.GetAsync("/tasks?q=x");
        Assert.Equal("/sign-in?reason=ended&return=%2Ftasks%3Fq%3Dx", refused.Headers.Location?.ToString());
        Assert.DoesNotContain("__Host-todo", thief.Cookies.Keys);
        Assert.Contains("Your session has ended", await thief.GetTextAsync(refused.Headers.Location!.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_plain_http_elsewhere_the_sign_in_page_says_why_it_cannot_work()
    {
        using var client = new HttpClient { BaseAddress = site.Frontend.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "todo.example";
        using var response = await client.SendAsync(request);
        Assert.Contains("FRONTEND_TRUSTED_PROXIES", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("FRONTEND_TRUSTED_PROXIES", await client.GetStringAsync("/sign-in"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_token_that_ends_before_the_session_is_renewed_on_the_way()
    {
        await using var backend = await TestBackend.StartAsync(
            settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["BACKEND_ACCESS_TOKEN_LIFETIME"] = "1m" });
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.InternalAddress);
        using var client = frontend.Client();
        using var signUp = await client.SubmitAsync("/sign-up", "/sign-up", ("name", "Ada"), ("email", "ada@example.com"), ("password", Password), ("time_zone", "UTC"));
        var first = Assert.Single(client.SetCookies, IsSession);
        Assert.Contains("All clear", await client.GetTextAsync("/tasks"), StringComparison.Ordinal);
        var second = client.SetCookies.Last(IsSession);
        Assert.NotEqual(first, second);
        Assert.Equal(Expires(first), Expires(second), TimeSpan.FromSeconds(2)); // The session's end stays what it was.

        static bool IsSession(string cookie) => cookie.StartsWith("__Host-todo=", StringComparison.Ordinal);
        static DateTime Expires(string cookie) => DateTime.Parse(
            cookie.Split("; ").Single(part => part.StartsWith("expires=", StringComparison.OrdinalIgnoreCase))["expires=".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task With_accounts_elsewhere_the_sign_in_page_says_where()
    {
        await using var backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["BACKEND_AUTH_EXTERNAL_URL"] = "https://accounts.example/sign-in",
            ["BACKEND_AUTH_SECRET"] = "a secret shared with the other service, long enough",
        });
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.InternalAddress);
        using var client = frontend.Client();
        var html = await client.GetTextAsync("/sign-in");
        Assert.Contains("https://accounts.example/sign-in", html, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", html, StringComparison.Ordinal);
        using var signUp = await client.GetAsync("/sign-up");
        Assert.Equal("/sign-in", signUp.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_wrong_code_sets_no_new_password()
    {
        using var client = site.Frontend.Client();
        using var response = await client.SubmitAsync("/reset-password", "/reset-password", ("code", "made-up"), ("password", "another quiet morning"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("This code is not valid", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_are_not_named_are_refused_but_probes_are_not()
    {
        await using var frontend = await TestFrontend.StartAsync(
            site.Backend.Address,
            site.Backend.InternalAddress,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["FRONTEND_PUBLIC_ORIGINS"] = "https://todo.example" });
        using var client = new HttpClient { BaseAddress = frontend.Address };
        foreach (var (path, status) in new[] { ("/sign-in", HttpStatusCode.MisdirectedRequest), ("/api/openapi.json", HttpStatusCode.MisdirectedRequest), ("/readyz", HttpStatusCode.OK) })
        {
            using var response = await client.GetAsync(path);
            Assert.Equal((path, status), (path, response.StatusCode));
        }

        using var metrics = await client.GetAsync(new Uri(frontend.MetricsAddress, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "todo.example";
        using var own = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    private static HttpRequestMessage ScriptCall(string message = "What's pending?")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/app/chat") { Content = JsonContent.Create(new { message, message_id = Guid.NewGuid() }) };
        request.Headers.Add("X-Todo-App", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return request;
    }

    private static async Task AssertExpiredAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("This form has expired", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<SiteClient> SignedUpAsync() => (await AccountAsync()).Client;

    private async Task<(string Email, SiteClient Client)> AccountAsync()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var client = site.Frontend.Client();
        using var response = await client.SubmitAsync("/sign-up", "/sign-up", ("name", "Ada"), ("email", email), ("password", Password), ("time_zone", "Europe/Berlin"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return (email, client);
    }
}
