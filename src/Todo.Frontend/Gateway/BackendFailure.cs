using Todo.Hosting.Problems;

namespace Todo.Frontend.Gateway;

/// <summary>What a failed request to the backend means for the one who asked here.</summary>
public sealed class BackendFailure : IExceptionProblem
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    public Problem? Find(Exception exception) => Of(exception);

    /// <summary>503 when the backend is not there, 502 when it broke off, 504 when it did not begin to answer; null for anything else.</summary>
    public static Problem? Of(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            Problem.Unavailable(Wait, "The backend is away. It comes back by itself: try again in a moment."),
        HttpRequestException or HttpIOException =>
            new Problem(StatusCodes.Status502BadGateway, "bad-gateway", "The backend broke off its answer.", "Look whether the change was made before you send it again.") { RetryAfter = Wait },
        TimeoutException =>
            new Problem(StatusCodes.Status504GatewayTimeout, "gateway-timeout", "The backend did not answer in time.", "Look whether the change was made before you send it again.") { RetryAfter = Wait },
        _ => null,
    };
}
