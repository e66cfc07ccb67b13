using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.OpenAi;
using Todo.Backend.Assistant.Telemetry;
using Todo.Hosting.Settings;

namespace Todo.Backend.Assistant;

public static class ModelFeature
{
    /// <summary>The key of the service <see cref="IChatClient"/> that is the configured model; there is none without a model.</summary>
    public const string Key = "model";

    public static IHostApplicationBuilder AddModel(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<AiSettings>();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ModelMetrics>();
        if (settings.IsConfigured)
        {
            builder.Services.AddKeyedSingleton(Key, (services, _) =>
                OpenAiModel.Create(settings, services.GetRequiredService<TimeProvider>()).WithTelemetry(services));
        }

        return builder;
    }

    /// <summary>The client with spans and metrics of its calls.</summary>
    internal static IChatClient WithTelemetry(this IChatClient client, IServiceProvider services) => new TelemetryClient(
        client,
        services.GetRequiredService<ModelMetrics>(),
        services.GetRequiredService<AiSettings>().CaptureContent,
        services.GetRequiredService<TimeProvider>());
}
