using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Todo.Cli.Tests.Run;

/// <summary>Somebody who uses Todo over REST, through the gateway.</summary>
internal sealed class Visitor(Uri address) : IDisposable
{
    private const string Password = "a horse and its stable";
    private readonly HttpClient http = new() { BaseAddress = address };

    public async Task SignUpAsync(string email)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/sign-up/email", new { name = "Ann", email, password = Password });
        await TokenAsync(answer);
    }

    public async Task SignInAsync(string email)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/sign-in/email", new { email, password = Password });
        await TokenAsync(answer);
    }

    public async Task AddAsync(string title)
    {
        using var answer = await http.PostAsJsonAsync("/api/tasks", new { title });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What the assistant answers.</summary>
    public async Task<string?> SayAsync(string message)
    {
        using var answer = await http.PostAsJsonAsync("/api/chat", new { message });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("response").GetString();
    }

    public async Task<string[]> TitlesAsync()
    {
        var list = await http.GetFromJsonAsync<JsonElement>("/api/tasks?sort=title");
        return [.. list.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("title").GetString()!)];
    }

    public async Task<HttpStatusCode> SignInStatusAsync(string email)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/sign-in/email", new { email, password = Password });
        return answer.StatusCode;
    }

    public async Task SetPasswordAsync(string code, string newPassword)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/reset-password", new { token = code, newPassword });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The id from which an event stream would start now: epoch-number.</summary>
    public async Task<string> EventIdAsync()
    {
        using var answer = await http.GetAsync(new Uri("/api/tasks", UriKind.Relative));
        return Assert.Single(answer.Headers.GetValues("Event-Id"));
    }

    public void Dispose() => http.Dispose();

    private async Task TokenAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var session = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session);
        var token = await http.GetFromJsonAsync<JsonElement>("/api/auth/token");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("token").GetString());
    }
}
