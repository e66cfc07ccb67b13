using System.Net;
using Microsoft.Extensions.Logging;
using Todo.Hosting.Settings;

namespace Todo.Hosting;

public enum LogFormat
{
    Json,
    Text,
}

/// <summary>What every service can be told.</summary>
public sealed class ServiceSettings : ISettingsRules
{
    private RotatingKey? gateway;

    /// <summary>The service's name in logs, metrics and traces.</summary>
    public string Service { get; internal set; } = "todo";

    [Setting("*_ADDRESS", "The address to listen on: an IP address, localhost, or * for all of them.", Default = "*")]
    public string Address { get; init; } = "*";

    [Setting("*_PORT", "The public port. 0 takes any free one.", Default = "8080", Min = "0", Max = "65535")]
    public int Port { get; init; }

    [Setting("*_METRICS_PORT", "The port of /metrics, for Prometheus only. 0 takes any free one.", Default = "9090", Min = "0", Max = "65535")]
    public int MetricsPort { get; init; }

    [Setting("*_LOG_LEVEL", "Lines below this level are not written.", Default = "information")]
    public LogLevel LogLevel { get; init; }

    [Setting("*_LOG_FORMAT", "json writes one object a line, text is for reading on a terminal.", Default = "json")]
    public LogFormat LogFormat { get; init; }

    [Setting("*_STARTUP_TIMEOUT", "How long the start waits for what it depends on before it fails.", Default = "45s", Min = "1s", Max = "1h")]
    public TimeSpan StartupTimeout { get; init; }

    [Setting("*_DRAIN_DELAY", "How long requests are still taken after the signal to stop, until load balancers have noticed. 5s in Kubernetes, otherwise 0s.", Max = "5m")]
    public TimeSpan? DrainDelay { get; init; }

    [Setting("*_SHUTDOWN_TIMEOUT", "How long requests that are under way may take to end after that.", Default = "20s", Max = "10m")]
    public TimeSpan ShutdownTimeout { get; init; }

    [Setting("*_TRUSTED_PROXIES", "Networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas. None by default.", Example = "10.0.0.0/8")]
    public IPNetwork[] TrustedProxies { get; init; } = [];

    [Setting("*_GATEWAY_KEY", "The frontend's credential at the backend, the same for both: with it the backend believes the client address that the frontend names.")]
    public Secret? GatewayKey { get; init; }

    [Setting("*_GATEWAY_KEY_PREVIOUS", "The credential before the last rotation: the frontend sends both, and the backend believes either.")]
    public Secret? GatewayKeyPrevious { get; init; }

    [Setting("*_OTLP_ENDPOINT", "Where traces are sent by OTLP over gRPC; nowhere when not set.", Example = "http://otel-collector:4317")]
    public Uri? OtlpEndpoint { get; init; }

    [Setting("*_TRACE_RATIO", "The share of traces that begin here and are sampled; a caller's decision is followed.", Default = "1", Min = "0", Max = "1")]
    public double TraceRatio { get; init; }

    /// <summary>The gateway's credential with the one before; null where there is none.</summary>
    public RotatingKey? Gateway => gateway ??= GatewayKey is { } key ? new RotatingKey(key, GatewayKeyPrevious) : null;

    /// <summary>The drain delay with its default applied.</summary>
    public TimeSpan EffectiveDrainDelay =>
        DrainDelay ?? (Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is null ? TimeSpan.Zero : TimeSpan.FromSeconds(5));

    /// <summary>The address to bind, null for all.</summary>
    public IPAddress? BindAddress =>
        Address == "*" ? null
        : Address.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(Address, out var address) ? address : null;

    public IEnumerable<string> Check(string prefix)
    {
        if (Address != "*" && BindAddress is null)
        {
            yield return $"{prefix}_ADDRESS must be an IP address, localhost or *, but is '{Address}'.";
        }

        if (GatewayKey is null && GatewayKeyPrevious is not null)
        {
            yield return $"{prefix}_GATEWAY_KEY_PREVIOUS is what {prefix}_GATEWAY_KEY was before: set that one too, or neither.";
        }

        if (Port != 0 && Port == MetricsPort)
        {
            yield return $"{prefix}_PORT and {prefix}_METRICS_PORT are both {Port}: give them different ports.";
        }
    }
}
