using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Todo.Backend.Chat.Turns;
using Todo.Contracts;

namespace Todo.Backend.Chat.Streaming;

/// <summary>What one turn says, numbered in order; text that has not been stored yet grows in one piece.</summary>
/// <param name="last">The number of the conversation's last event.</param>
internal sealed class TurnLog(EventLog log, TurnRow turn, long last)
{
    private readonly Lock writing = new();
    private readonly List<TurnEvent> ready = [];
    private readonly StringBuilder text = new();
    private TaskCompletionSource? flushed;
    private int textStep;

    /// <summary>The number of the last event.</summary>
    public long Last { get; private set; } = last;

    public void Say(int step, string more)
    {
        if (more.Length == 0)
        {
            return;
        }

        lock (writing)
        {
            if (step != textStep)
            {
                CloseText();
                textStep = step;
            }

            text.Append(more);
        }

        log.Ready(this);
    }

    /// <summary>The turn goes on where another process has left it; text from this step on comes again.</summary>
    public void Resume(Guid message, int step) =>
        Add("start", number => new StartEvent(number, turn.ConversationId, message, turn.Id, Resumed: true, step), TodoJson.Default.StartEvent);

    public void Tool(string call, string name, System.Text.Json.Nodes.JsonObject arguments, Tools.ToolOutcome? outcome) => Add(
        "tool",
        number => new ToolEvent(number, call, name, arguments, outcome?.Content, outcome?.Text, outcome?.IsError ?? false),
        TodoJson.Default.ToolEvent);

    public void Approval(ApprovalView approval) => Add("approval", number => new ApprovalEvent(number, approval), TodoJson.Default.ApprovalEvent);

    public void Usage(long input, long output) => Add("usage", number => new UsageEvent(number, input, output), TodoJson.Default.UsageEvent);

    /// <summary>Waits until all that was said is stored and shown.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        Task done;
        lock (writing)
        {
            CloseText();
            flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            done = flushed.Task;
        }

        log.Ready(this);
        return done.WaitAsync(cancellationToken);
    }

    /// <summary>Hands over what is to be stored, and for each event in whose name.</summary>
    public void Take(List<TurnEvent> into, List<string> holders)
    {
        lock (writing)
        {
            CloseText();
            into.AddRange(ready);
            holders.AddRange(Enumerable.Repeat(turn.Holder!, ready.Count));
            ready.Clear();
            taken = flushed;
            flushed = null;
        }
    }

    /// <summary>What was handed over is stored.</summary>
    public void Stored() => Interlocked.Exchange(ref taken, null)?.TrySetResult();

    private TaskCompletionSource? taken;

    private void Add<T>(string kind, Func<long, T> data, JsonTypeInfo<T> type)
    {
        lock (writing)
        {
            CloseText();
            Append(kind, data, type);
        }

        log.Ready(this);
    }

    private void CloseText()
    {
        if (text.Length == 0)
        {
            return;
        }

        var piece = text.ToString();
        text.Clear();
        Append("text", number => new TextEvent(number, textStep, piece), TodoJson.Default.TextEvent);
    }

    private void Append<T>(string kind, Func<long, T> data, JsonTypeInfo<T> type)
    {
        Last++;
        ready.Add(new TurnEvent { ConversationId = turn.ConversationId, Number = Last, TurnId = turn.Id, Kind = kind, Data = JsonSerializer.Serialize(data(Last), type) });
    }
}
