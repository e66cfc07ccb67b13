using Todo.Hosting.Settings;

namespace Todo.Backend.Housekeeping;

public static class HousekeepingFeature
{
    public static IHostApplicationBuilder AddHousekeeping(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<HousekeepingSettings>();
        builder.Services.AddSingleton<Purge>();
        builder.Services.AddHostedService<HousekeepingWorker>();
        return builder;
    }
}

/// <summary>How often what has expired is removed.</summary>
public sealed class HousekeepingSettings
{
    [Setting("BACKEND_HOUSEKEEPING_INTERVAL", "How often expired rows (trash, journal content, keys, sessions) are removed; one replica at a time does it.", Default = "10m", Min = "1s")]
    public TimeSpan Interval { get; init; }
}
