using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Todo.Hosting.Settings;

public static class SettingsExtensions
{
    private const string Key = "Todo.Hosting.Settings";

    /// <summary>
    /// Reads a settings class, registers it as a singleton and returns it. A problem does not throw here: all of them
    /// are reported together before the host starts.
    /// </summary>
    public static TSettings AddSettings<TSettings>(this IHostApplicationBuilder builder)
        where TSettings : class, new()
    {
        var settings = builder.Settings().Read<TSettings>();
        if (!builder.Services.Any(service => service.ServiceType == typeof(TSettings)))
        {
            builder.Services.AddSingleton(settings);
        }

        return settings;
    }

    /// <summary>Names the service, whose prefix <c>*</c> stands for in settings that every service has. Before any AddSettings.</summary>
    public static SettingsReader UseSettingsPrefix(this IHostApplicationBuilder builder, string service)
    {
        if (builder.Properties.ContainsKey(Key))
        {
            throw new InvalidOperationException("AddServiceDefaults comes before every AddSettings.");
        }

        var reader = new SettingsReader(builder.Configuration, service.ToUpperInvariant());
        builder.Properties.Add(Key, reader);
        builder.Services.AddSingleton(reader);
        return reader;
    }

    internal static SettingsReader Settings(this IHostApplicationBuilder builder) =>
        builder.Properties.TryGetValue(Key, out var reader) ? (SettingsReader)reader : builder.UseSettingsPrefix("todo");
}
