using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Polly.CircuitBreaker;

namespace Todo.Frontend.Gateway;

/// <summary>
/// Sends a request to the backend up to three times where that is safe, until its answer begins, and stops asking for a while when no
/// connection is to be had. Pages, what is passed through and the beginning of streams share it.
/// </summary>
internal sealed class SteadyHandler : DelegatingHandler
{
    private const int MostTries = 3;

    private readonly RetryBudget budget;
    private readonly TimeProvider time;
    private readonly Counter<long> retries;
    private readonly Breakers breakers;

    public SteadyHandler(HttpMessageHandler inner, Breakers breakers, RetryBudget budget, Meter meter, TimeProvider time)
        : base(inner)
    {
        (this.breakers, this.budget, this.time) = (breakers, budget, time);
        retries = meter.CreateCounter<long>("todo.gateway.retries", "{retry}", "Requests to the backend that were sent once more.");
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        budget.Earn();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await breakers.Of(request.RequestUri!).ExecuteAsync(
                    static async (call, token) => await call.Handler.SendOnceAsync(call.Request, token), (Handler: this, Request: request), cancellationToken);
                if (attempt == MostTries || !Repeatable.After(response, request) || !budget.TryTake())
                {
                    return response;
                }

                response.Dispose();
            }
            catch (BrokenCircuitException exception)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The backend is away and not asked for a moment.", exception);
            }
            catch (Exception exception) when (attempt < MostTries && Repeatable.After(exception, request) && budget.TryTake())
            {
                // Once more, on another connection.
            }

            retries.Add(1);
            await Task.Delay(Pause(attempt), time, cancellationToken);
        }
    }

    // Around 50 and 150 ms, so that those who failed together do not come back together.
    private static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(20, 80) + (100 * (attempt - 1)));

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection to the backend in time.", exception);
        }
    }
}
