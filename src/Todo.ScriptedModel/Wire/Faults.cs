using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Wire;

/// <summary>Answers that stop in the middle: they hang until the client leaves, or until they are released, or the connection is cut.</summary>
internal sealed class Faults(TimeProvider time)
{
    // What was written goes out before the connection is reset.
    private static readonly TimeSpan Outgoing = TimeSpan.FromMilliseconds(50);
    private readonly Lock releasing = new();
    private TaskCompletionSource release = New();

    /// <summary>All that hang go on.</summary>
    public void Release()
    {
        lock (releasing)
        {
            release.SetResult();
            release = New();
        }
    }

    /// <summary>Throws when nothing more may be sent.</summary>
    public async Task BeforeChunkAsync(HttpContext http, Reply reply, int sent)
    {
        if (reply.HangAfter == sent)
        {
            await Released().WaitAsync(http.RequestAborted);
        }

        if (reply.CutAfter == sent)
        {
            await Task.Delay(Outgoing, time, http.RequestAborted);
            http.Abort();
            throw new OperationCanceledException("The script cuts the connection here.");
        }
    }

    private Task Released()
    {
        lock (releasing)
        {
            return release.Task;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
