using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Polly;
using Polly.CircuitBreaker;

namespace Todo.Frontend.Gateway;

/// <summary>
/// A circuit breaker for each address, shared by all pools: it opens when no connection is to be had there, and lets one request a second
/// try. The backend and an MCP server of its own go away apart from each other.
/// </summary>
internal sealed class Breakers
{
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (ResiliencePipeline<HttpResponseMessage> Pipeline, CircuitBreakerStateProvider State)> breakers = new(StringComparer.Ordinal);
    private readonly TimeProvider time;

    public Breakers(Meter meter, TimeProvider time)
    {
        this.time = time;
        meter.CreateObservableGauge("todo.gateway.breaker.open", Open, "{breaker}", "1 while nobody is there at an address, and it is not asked.");
    }

    public ResiliencePipeline<HttpResponseMessage> Of(Uri address) => breakers.GetOrAdd(address.Authority, _ => Make()).Pipeline;

    private IEnumerable<Measurement<int>> Open() =>
        breakers.Select(entry => new Measurement<int>(
            entry.Value.State.CircuitState is CircuitState.Open or CircuitState.Isolated ? 1 : 0, new KeyValuePair<string, object?>("server.address", entry.Key)));

    private (ResiliencePipeline<HttpResponseMessage> Pipeline, CircuitBreakerStateProvider State) Make()
    {
        var state = new CircuitBreakerStateProvider();
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = Sampled,
                BreakDuration = Break,
                StateProvider = state,
                ShouldHandle = arguments => ValueTask.FromResult(Repeatable.IsAway(arguments.Outcome.Exception)),
            })
            .Build();
        return (pipeline, state);
    }
}
