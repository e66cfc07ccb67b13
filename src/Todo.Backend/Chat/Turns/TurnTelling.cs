using System.Text;
using Microsoft.Extensions.AI;
using Todo.Backend.Approvals;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Tools;
using Todo.Contracts;

namespace Todo.Backend.Chat.Turns;

/// <summary>What a turn says since the person spoke last: to the stream piece by piece, and as a whole for the stored answer.</summary>
internal sealed class TurnTelling
{
    private readonly TurnLog log;
    private readonly StringBuilder text = new();
    private readonly List<ToolCall> calls = [];
    private readonly Dictionary<string, FunctionCallContent> open = new(StringComparer.Ordinal);
    private int step;

    public TurnTelling(TurnWork work, TurnLog log)
    {
        this.log = log;
        Steps = work.Steps.Count;
        foreach (var call in work.Steps.SelectMany(message => message.Contents.OfType<FunctionCallContent>()))
        {
            open[call.CallId] = call;
        }

        // What was told before an approval has its own answer; what an attempt that broke off has stored belongs to this one, and is said
        // again: its process may have died before the stream had all of it.
        foreach (var (number, message) in work.Steps.Index().Skip(work.Turn.Told))
        {
            var said = message.Role == ChatRole.Assistant ? message.Text : "";
            Write(said, number);
            log.Say(number, said);
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                Add(result);
            }
        }
    }

    public string Text => text.ToString();

    public IReadOnlyList<ToolCall> Calls => calls;

    /// <summary>How many steps are stored.</summary>
    public int Steps { get; set; }

    /// <summary>One update of the pipeline.</summary>
    /// <param name="now">The number of the step that is being made.</param>
    public void Tell(ChatResponseUpdate update, int now)
    {
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } said:
                    Write(said.Text, now);
                    log.Say(now, said.Text);
                    break;
                case FunctionCallContent { InformationalOnly: false } call:
                    open[call.CallId] = call;
                    log.Tool(call.CallId, call.Name, TurnTools.Arguments(call), outcome: null);
                    break;
                case FunctionResultContent result:
                    log.Tool(result.CallId, open[result.CallId].Name, TurnTools.Arguments(open[result.CallId]), Add(result));
                    break;
                case UsageContent usage:
                    log.Usage(usage.Details.InputTokenCount ?? 0, usage.Details.OutputTokenCount ?? 0);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Says something that no model has said.</summary>
    public void Say(string sentence)
    {
        Write(sentence, Steps);
        log.Say(Steps, sentence);
    }

    public void Ask(IReadOnlyList<Approval> waiting)
    {
        foreach (var approval in waiting)
        {
            log.Approval(approval.ToView());
        }

        Say(waiting is [var one]
            ? $"{one.Effect}? Please answer yes or no."
            : $"Please say yes or no to each of these:\n{string.Join('\n', waiting.Select(approval => "- " + approval.Effect))}");
    }

    /// <summary>Gives the number of the last event, once all are stored.</summary>
    public async Task<long> FlushAsync(CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        return log.Last;
    }

    private ToolOutcome? Add(FunctionResultContent result)
    {
        var outcome = ToolResults.Outcome(result);
        if (open.TryGetValue(result.CallId, out var call) && outcome is not null)
        {
            calls.Add(new ToolCall(call.Name, TurnTools.Arguments(call), outcome.Content.DeepClone()));
        }

        return outcome;
    }

    // Another step is another paragraph.
    private void Write(string more, int of)
    {
        if (more.Length == 0)
        {
            return;
        }

        if (of != step && text.Length > 0)
        {
            text.Append("\n\n");
        }

        step = of;
        text.Append(more);
    }
}
