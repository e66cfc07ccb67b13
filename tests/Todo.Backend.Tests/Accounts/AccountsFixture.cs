using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>One backend for a class of tests, and accounts made over the API.</summary>
public sealed class AccountsFixture : IAsyncLifetime
{
    public const string Password = "a long and unusual password";

    public TestBackend Backend { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Backend = await TestBackend.StartAsync();

    public ValueTask DisposeAsync() => Backend.DisposeAsync();

    public Task<Account> SignUpAsync(string? email = null) => SignUpAsync(Backend, email);

    public static async Task<Account> SignUpAsync(TestBackend backend, string? email = null, string password = Password)
    {
        email ??= $"{Guid.NewGuid():N}@example.com";
        using var answer = await backend.Client().PostAsJsonAsync("api/auth/sign-up/email", new { name = "Ada", email, password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var token = body.GetProperty("token").GetString()!;
        var jwt = await backend.Client(token).GetFromJsonAsync<JsonElement>("api/auth/token");
        return new Account(
            body.GetProperty("user").GetProperty("id").GetString()!, email, token, answer.Headers.GetValues("set-auth-token").Single(), jwt.GetProperty("token").GetString()!);
    }
}

/// <summary>An account as a client knows it.</summary>
public sealed record Account(string Id, string Email, string Session, string SignedSession, string AccessToken);
