using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Todo.Hosting.Health;
using Todo.Hosting.Settings;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>The data-protection ring that all replicas share.</summary>
public static class KeyRingFeature
{
    public static WebApplicationBuilder AddKeyRing(this WebApplicationBuilder builder)
    {
        builder.AddSettings<KeyRingSettings>();
        builder.Services.AddSingleton<RingKeys>();
        builder.Services.AddSingleton<BackendKeyRing>();
        builder.Services.AddDataProtection().SetApplicationName("todo-frontend");
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = services.GetRequiredService<BackendKeyRing>();
            options.XmlEncryptor = new RingEncryptor(services.GetRequiredService<RingKeys>());
        }));
        builder.Services.AddStartupDependency<KeyRingContact>();
        return builder;
    }
}

/// <summary>The ring is read, and on the very first start made, before anybody signs in.</summary>
internal sealed class KeyRingContact(IDataProtectionProvider protection) : IStartupDependency
{
    public string Name => "key ring";

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => protection.CreateProtector("contact").Protect([1]), cancellationToken);
        return null;
    }
}
