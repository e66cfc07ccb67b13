using Todo.Hosting.Network;

namespace Todo.Hosting;

/// <summary>What differs from service to service in code, not by setting.</summary>
public sealed class ServiceOptions
{
    /// <summary>Sent with every response that has no policy of its own.</summary>
    public string ContentSecurityPolicy { get; set; } = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Sent with every response.</summary>
    public string ReferrerPolicy { get; set; } = "no-referrer";

    /// <summary>Sent with every response that states no policy of its own; null for none.</summary>
    public string? CacheControl { get; set; }

    /// <summary>Greater bodies are 413; an endpoint may state its own limit by <c>RequestSizeLimitAttribute</c>.</summary>
    public long MaxRequestBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Requests with the frontend's credential are believed in the client address they name.</summary>
    public bool IsBehindGateway { get; set; }

    /// <summary>Ports besides the public one and the metrics'.</summary>
    public IList<Listener> Listeners { get; } = [];
}
