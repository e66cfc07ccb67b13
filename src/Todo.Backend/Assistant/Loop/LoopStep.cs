using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Loop;

/// <summary>The calls of one response, and what has come of them.</summary>
internal sealed class LoopStep
{
    public required IReadOnlyList<FunctionCallContent> Calls { get; init; }

    /// <summary>The call that the model has not finished writing.</summary>
    public FunctionCallContent? Cut { get; init; }

    /// <summary>False when the model has called tools although it was not to.</summary>
    public required bool MayUseTools { get; init; }

    /// <summary>The person has to be asked, or has not answered yet.</summary>
    public bool Waits { get; set; }

    /// <summary>A call came once too often: the model goes round in circles.</summary>
    public bool Repeats { get; set; }

    public int Succeeded { get; set; }

    public bool HasFailed => Calls.Count > 0 && Succeeded == 0;
}
