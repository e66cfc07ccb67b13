using OpenTelemetry.Trace;

namespace Todo.Hosting.Traces;

/// <summary>Probes and scrapes come every few seconds and say nothing: they are never sampled.</summary>
internal sealed class QuietSampler(Sampler inner) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var (key, value) in samplingParameters.Tags ?? [])
        {
            if (key == "url.path" && value is "/healthz" or "/readyz" or "/startupz" or "/metrics")
            {
                return new SamplingResult(SamplingDecision.Drop);
            }
        }

        return inner.ShouldSample(samplingParameters);
    }
}
