using System.ClientModel.Primitives;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>
/// The SDK's retries, narrowed: only what the endpoint has turned away (408, 429, 5xx) is sent again, at most three times, and only
/// when it asks for no more than a short wait. A connection that broke may have cost tokens already: it is not tried again.
/// </summary>
internal sealed class CallRetries(TimeProvider time) : ClientRetryPolicy(MostRetries)
{
    /// <summary>Whoever asks to wait longer is not waited for: somebody is looking at the screen.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int MostRetries = 3;

    protected override async ValueTask<bool> ShouldRetryAsync(PipelineMessage message, Exception? exception) =>
        exception is null
        && message.Response is not null
        && await base.ShouldRetryAsync(message, exception)
        && GetNextDelay(message, 1) <= LongestWait;

    protected override Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => Task.Delay(wait, time, cancellationToken);
}
