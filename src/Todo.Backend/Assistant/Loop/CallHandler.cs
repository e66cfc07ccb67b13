using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Telemetry;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Loop;

/// <summary>What becomes of one call: a result, which is stored, or a request to the person.</summary>
internal sealed class CallHandler(ITurnTools tools)
{
    /// <summary>Marks the properties of a stored call whose arguments were no JSON: the exception itself is not stored.</summary>
    public const string Malformed = "malformed";

    private const int MostRepetitions = 2;

    /// <summary>The result, the request, or null while the person's answer to an earlier request is open.</summary>
    public async Task<AIContent?> HandleAsync(FunctionCallContent call, LoopStep step, Transcript transcript, CancellationToken cancellationToken)
    {
        if (Impossible(call, step, transcript) is { } refusal)
        {
            return await StoreAsync(call, refusal, cancellationToken);
        }

        var decision = transcript.Decision(call);
        if (decision is { Approved: false })
        {
            step.Succeeded++;
            return await StoreAsync(call, Rejection(decision.Reason), cancellationToken);
        }

        if (decision is null && transcript.IsAsked(call))
        {
            return null;
        }

        switch (await tools.CheckAsync(call, cancellationToken))
        {
            case ToolCheck.Refused refused:
                return await StoreAsync(call, refused.Outcome, cancellationToken);
            case ToolCheck.Ask ask when decision is null:
                return new ToolApprovalRequestContent(call.CallId, call)
                {
                    AdditionalProperties = new() { ["effect"] = ask.Preview.Text, ["tasks"] = ask.Preview.Tasks },
                };
            default:
                var outcome = await RunAsync(call, cancellationToken);
                step.Succeeded += outcome.IsError ? 0 : 1;
                return ToolResults.Of(call.CallId, outcome);
        }
    }

    private async Task<ToolOutcome> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        using var span = Spans.Tool(call);
        var outcome = await tools.RunAsync(call, cancellationToken);
        span.Gave(outcome);
        return outcome;
    }

    private ToolOutcome? Impossible(FunctionCallContent call, LoopStep step, Transcript transcript)
    {
        if (!step.MayUseTools)
        {
            return ToolResults.Error("budget", "Not run: the budget of this turn is used up.");
        }

        if (!tools.Declarations.Any(tool => tool.Name == call.Name))
        {
            return ToolResults.Error("unknown_tool", $"There is no tool {call.Name}; the tools are {string.Join(", ", tools.Declarations.Select(tool => tool.Name))}.");
        }

        if (ReferenceEquals(call, step.Cut))
        {
            return ToolResults.Error("invalid", "Not run: the call was cut off by the length limit. Write it again, shorter.");
        }

        if (call.Exception is not null || call.AdditionalProperties?.ContainsKey(Malformed) == true)
        {
            return ToolResults.Error("invalid", "Not run: the arguments are no JSON object. Write them again as the schema of the tool says.");
        }

        if (transcript.Earlier(call) < MostRepetitions)
        {
            return null;
        }

        step.Repeats = true;
        return ToolResults.Error("repeated", "Not run: the same call was made before in this turn. Answer with what its earlier results say.");
    }

    private async Task<FunctionResultContent> StoreAsync(FunctionCallContent call, ToolOutcome outcome, CancellationToken cancellationToken)
    {
        await tools.StoreAsync(call, outcome, cancellationToken);
        return ToolResults.Of(call.CallId, outcome);
    }

    private static ToolOutcome Rejection(string? reason) => reason == Approvals.Approval.Expired
        ? ToolResults.Error("expired", "Not confirmed in time. Nothing was changed.")
        : ToolResults.Error("rejected", $"The person said no{(string.IsNullOrWhiteSpace(reason) ? "" : $": {reason}")}. Nothing was changed.");
}
