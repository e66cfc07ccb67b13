using Todo.Backend.Database;
using Todo.Hosting.Settings;

namespace Todo.Backend.Journal;

public static class JournalFeature
{
    public static IHostApplicationBuilder AddJournal(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<JournalSettings>();
        builder.Services.AddSingleton<ChangeSignal>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChangeSignal>());
        builder.Services.AddSingleton<ChangeReader>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChangeReader>());
        return builder;
    }

    /// <summary>
    /// Signals after each request that may have changed something. Here and not in the operations, so that no door can forget it;
    /// a signal too many costs one small query.
    /// </summary>
    public static WebApplication UseChangeSignal(this WebApplication app)
    {
        var signal = app.Services.GetRequiredService<ChangeSignal>();
        app.Use((context, next) =>
            HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? next(context) : SignalAfterAsync(context, next, signal));
        return app;
    }

    private static async Task SignalAfterAsync(HttpContext context, RequestDelegate next, ChangeSignal signal)
    {
        await next(context);
        if (context.Response.StatusCode < StatusCodes.Status400BadRequest)
        {
            signal.Changed();
        }
    }
}

/// <summary>Limits of event streams.</summary>
public sealed class JournalSettings
{
    [Setting("BACKEND_EVENTS_MAX_STREAMS", "How many event streams one user may have open on one replica.", Default = "20", Min = "1", Max = "10000")]
    public int MaxStreams { get; init; }

    [Setting("BACKEND_EVENTS_HEARTBEAT", "A comment is sent on an event stream that has been quiet for so long, so that proxies keep it open.", Default = "15s", Min = "1s", Max = "10m")]
    public TimeSpan Heartbeat { get; init; }
}
