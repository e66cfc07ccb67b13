using System.ClientModel.Primitives;
using Todo.Hosting.Settings;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>The key as it is at the moment of each request, so that a rotated one needs no restart; no header where there is no key.</summary>
internal sealed class BearerKey(Secret? key) : AuthenticationPolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Set(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Set(message);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Set(PipelineMessage message)
    {
        if (key is not null)
        {
            message.Request.Headers.Set("Authorization", "Bearer " + key.Current);
        }
    }
}
