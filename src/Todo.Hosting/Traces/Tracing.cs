using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Todo.Hosting.Traces;

/// <summary>
/// Gives every request a trace id. Spans are recorded and exported by OTLP only when an endpoint is set; without one
/// an activity carries the ids and nothing else.
/// </summary>
internal sealed class Tracing : IDisposable
{
    private const string Server = "Microsoft.AspNetCore";

    private readonly ActivityListener ids = new()
    {
        ShouldListenTo = static source => source.Name == Server,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    private readonly TracerProvider? provider;

    public Tracing(ServiceSettings settings)
    {
        ActivitySource.AddActivityListener(ids);
        if (settings.OtlpEndpoint is null)
        {
            return;
        }

        provider = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ServiceResource.Of(settings))
            .AddSource(Server, "Npgsql", "System.Net.Http", "Todo.*")
            .SetSampler(new QuietSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceRatio))))
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = settings.OtlpEndpoint;
                otlp.Protocol = OtlpExportProtocol.Grpc;
            })
            .Build();
    }

    /// <summary>ASP.NET Core's activities carry the semantic conventions' tags only with this off; read once, before the host is built.</summary>
    public static void Prepare(ServiceSettings settings)
    {
        if (settings.OtlpEndpoint is not null)
        {
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        }
    }

    public void Dispose()
    {
        provider?.Dispose();
        ids.Dispose();
    }
}
