using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Accounts.Codes;
using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Accounts.KeyRing;
using Todo.Backend.Accounts.Limits;
using Todo.Backend.Accounts.Passwords;
using Todo.Backend.Accounts.Sessions;
using Todo.Backend.Accounts.Settings;
using Todo.Backend.Accounts.SigningKeys;
using Todo.Backend.Accounts.Tokens;
using Todo.Backend.Database;
using Todo.Hosting.Problems;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts;

/// <summary>Accounts, sessions, tokens, and the one authentication of every request.</summary>
public static class AccountsFeature
{
    public static IHostApplicationBuilder AddAccounts(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<AuthenticationSettings>();
        builder.AddSettings<LimitSettings>();
        var services = builder.Services;
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<SharedSecret>();
        services.AddSingleton(provider => new AccessTokens(
            provider.GetRequiredService<AuthenticationSettings>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SigningKeyStore>(), provider.GetRequiredService<SharedSecret>()));
        services.AddSingleton(Keys);
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<AuthenticationSettings>();
            return new JwtVerifier(provider.GetRequiredService<IKeySource>(), settings.Issuer, settings.Audience, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<TokenCache>();
        services.AddSingleton<ExternalUsers>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<RequestLimits>();
        services.AddHostedService<RevocationPoll>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<Lockouts>();
        services.AddSingleton<OneTimeCodes>();
        services.AddSingleton<SessionToken>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignUpOperation>();
        services.AddSingleton<SignInOperation>();
        services.AddSingleton<PasswordOperations>();
        services.AddSingleton(provider => new DeleteAccount(
            provider.GetRequiredService<TodoDatabase>(), provider.GetRequiredService<TokenCache>(), provider.GetRequiredService<ILogger<DeleteAccount>>()));
        services.AddSingleton<PersonalTokens>();
        services.AddExceptionProblem<AccountsProblem>();
        return builder;
    }

    /// <summary>After routing: nothing behind it is reached without a caller, unless it is marked as anonymous.</summary>
    public static IApplicationBuilder UseAccounts(this IApplicationBuilder app) => app.UseMiddleware<CallerMiddleware>();

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        var auth = endpoints.MapGroup("/api/auth").AllowAnonymous().WithMetadata(AuthRoute.Instance).WithTags("Authentication");
        var settings = endpoints.ServiceProvider.GetRequiredService<AuthenticationSettings>();
        auth.MapInfo(settings);
        if (settings.HasOwnAccounts)
        {
            auth.MapSessions();
            auth.MapSessionManagement();
            auth.MapAccount();
        }

        endpoints.MapTokens();
        endpoints.MapSettings();
        endpoints.MapKeyRing();
        return endpoints;
    }

    private static IKeySource Keys(IServiceProvider provider) => provider.GetRequiredService<AuthenticationSettings>().Mode switch
    {
        TokenMode.OwnKeys => provider.GetRequiredService<SigningKeyStore>(),
        TokenMode.ExternalKeys => new RemoteKeys(
            provider.GetRequiredService<AuthenticationSettings>().JwksUrl!, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RemoteKeys>>()),
        _ => provider.GetRequiredService<SharedSecret>(),
    };
}
