using System.Diagnostics.CodeAnalysis;

namespace Todo.Backend.Chat.Turns;

/// <summary>A turn while this process works on it: renews its lease, hears of a stop, and ends the work when the lease is lost.</summary>
internal sealed class HeldTurn : IAsyncDisposable
{
    private readonly TurnRow turn;
    private readonly TurnLeases leases;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending;
    private readonly Task renewing;
    private long renewedAt;

    public HeldTurn(TurnRow turn, TurnLeases leases, TimeProvider time, CancellationToken stopping)
    {
        (this.turn, this.leases, this.time) = (turn, leases, time);
        ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = ending.Token;
        renewedAt = time.GetTimestamp();
        if (turn.StopAt is not null)
        {
            Stop();
        }

        renewing = RenewAsync();
    }

    /// <summary>Cancelled when the work is to end: stopped, lost, or the process goes away.</summary>
    public CancellationToken Token { get; }

    /// <summary>Somebody asked to stop it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Another process may work on it by now.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Throws when the lease may have run out: nothing more may be changed in its name.</summary>
    public void ThrowIfLost()
    {
        // Not the whole of the lease: what begins now takes a moment.
        if (IsLost || time.GetElapsedTime(renewedAt) > leases.Duration - leases.Renewal)
        {
            Lose();
        }
    }

    /// <summary>The turn is another process's: throws.</summary>
    [DoesNotReturn]
    public void Lose()
    {
        IsLost = true;
        throw new OperationCanceledException("The lease of this turn has run out.");
    }

    public void Stop()
    {
        IsStopped = true;
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has come to its end meanwhile.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await renewing;
        ending.Dispose();
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(leases.Renewal, time, Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Token.IsCancellationRequested)
            {
                return;
            }

            try
            {
                var asked = time.GetTimestamp();
                var (held, stop) = await leases.RenewAsync(turn, Token);
                if (!held)
                {
                    IsLost = true;
                    await ending.CancelAsync();
                    return;
                }

                renewedAt = asked;
                if (stop)
                {
                    Stop();
                    return;
                }
            }
            catch (Exception) when (!Token.IsCancellationRequested)
            {
                // The database is away for a moment: the lease lasts longer than one try.
            }
            catch (Exception) when (Token.IsCancellationRequested)
            {
                return; // whatever was cut off: the work has ended
            }
        }
    }
}
