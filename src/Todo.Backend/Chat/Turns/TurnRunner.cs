using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;

namespace Todo.Backend.Chat.Turns;

/// <summary>Works on a turn that this process holds, from wherever it was left, to its stored end.</summary>
internal sealed partial class TurnRunner(
    TodoDatabase database, TurnLeases leases, TurnPipeline pipelines, EndTurn end, EventLog events, TimeProvider time, ILogger<TurnRunner> logger)
{
    private const int MostAttempts = 5;
    private const string Broken = "Something went wrong with this message more than once, so I stopped. Please try again.";
    private const string Late = "Nobody came to this message for an hour, so nothing more was done about it. Please send it again if you still want it.";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What nobody has come back to for so long is not done any more behind the person's back.
    private static readonly TimeSpan TooOld = TimeSpan.FromHours(1);

    /// <summary>Ends when the turn has ended, was left, or is another process's.</summary>
    public async Task RunAsync(HeldTurn held, TurnRow turn, CancellationToken stopping)
    {
        TurnWork? work = null;
        TurnTelling? telling = null;
        try
        {
            work = await TurnWork.LoadAsync(database, turn, stopping);
            if (work is null)
            {
                await leases.EndAsync(turn, TurnRow.Failed, held.Token);
                return;
            }

            var log = new TurnLog(events, turn, work.LastEvent);
            if (turn.Attempts > 1)
            {
                log.Resume(work.Prompt.MessageId!.Value, turn.Told);
            }

            telling = new TurnTelling(work, log);
            await TellAsync(work, telling, held);
        }
        catch (OperationCanceledException) when (held.IsStopped && work is not null && telling is not null)
        {
            await StopAsync(work, telling, stopping);
        }
        catch (OperationCanceledException) when (held.IsLost)
        {
            Log.Lost(logger, turn.Id);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Another replica goes on with it at once.
            await leases.LeaveAsync(turn, TimeSpan.Zero);
        }
        catch (Exception e)
        {
            Log.Failed(logger, e, turn.Id, turn.Attempts);
            await FailAsync(turn, telling);
        }
    }

    private async Task TellAsync(TurnWork work, TurnTelling telling, HeldTurn held)
    {
        held.Token.ThrowIfCancellationRequested();
        if (Refusal(work) is var (refusal, status))
        {
            telling.Say(refusal);
            await EndAsync(work, telling, status, [], held.Token);
            return;
        }

        if (work.IsSaid)
        {
            await EndAsync(work, telling, TurnRow.Done, [], held.Token);
            return;
        }

        var pipeline = pipelines.Build(work, held);
        await foreach (var update in pipeline.RunAsync(held.Token))
        {
            telling.Tell(update, pipeline.Step);
        }

        telling.Steps = pipeline.Step;

        var waiting = work.Approvals.Where(approval => approval.Status == Approval.Pending).Concat(pipeline.Asked).ToList();
        if (waiting.Count > 0)
        {
            telling.Ask(waiting);
        }

        await EndAsync(work, telling, waiting.Count > 0 ? TurnRow.AwaitingApproval : TurnRow.Done, waiting, held.Token);
    }

    // What is answered without anybody thinking about it.
    private (string Text, string Status)? Refusal(TurnWork work)
    {
        if (work.Turn.Attempts > MostAttempts)
        {
            return (Broken, TurnRow.Failed);
        }

        if (time.GetUtcNow() - work.Turn.UpdatedAt > TooOld)
        {
            return (Late, TurnRow.Failed);
        }

        return work.Approvals is { Count: > 0 } approvals && approvals.All(approval => approval.Status == Approval.Expired)
            ? ("This was not confirmed within 15 minutes, so nothing was changed. Ask for it again if you still want it.", TurnRow.Done)
            : null;
    }

    private async Task EndAsync(TurnWork work, TurnTelling telling, string status, IReadOnlyList<Approval> waiting, CancellationToken cancellationToken)
    {
        var last = await telling.FlushAsync(cancellationToken);
        if (!await end.RunAsync(work.Turn, new TurnOutcome(status, telling.Text, telling.Calls, waiting, telling.Steps), last, cancellationToken))
        {
            Log.Lost(logger, work.Turn.Id);
        }
    }

    private async Task StopAsync(TurnWork work, TurnTelling telling, CancellationToken stopping)
    {
        try
        {
            await EndAsync(work, telling, TurnRow.Stopped, [], stopping);
        }
        catch (Exception e)
        {
            // The row says that it is to be stopped: who takes it next does it.
            Log.Failed(logger, e, work.Turn.Id, work.Turn.Attempts);
            await leases.LeaveAsync(work.Turn, TimeSpan.Zero);
        }
    }

    private async Task FailAsync(TurnRow turn, TurnTelling? telling)
    {
        if (turn.Attempts < MostAttempts)
        {
            await leases.LeaveAsync(turn, Pause);
            return;
        }

        try
        {
            var said = string.Join("\n\n", new[] { telling?.Text, Broken }.Where(text => text?.Length > 0));
            await end.RunAsync(turn, new TurnOutcome(TurnRow.Failed, said, telling?.Calls ?? [], [], telling?.Steps ?? 0), lastEvent: null, CancellationToken.None);
        }
        catch (Exception e) when (e is DbUpdateException or Npgsql.NpgsqlException or InvalidOperationException)
        {
            await leases.LeaveAsync(turn, Pause);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Turn {Turn} is worked on by another process now", EventName = "TurnLost")]
        public static partial void Lost(ILogger logger, long turn);

        [LoggerMessage(2, LogLevel.Error, "Turn {Turn} failed at attempt {Attempt}", EventName = "TurnFailed")]
        public static partial void Failed(ILogger logger, Exception exception, long turn, int attempt);
    }
}
