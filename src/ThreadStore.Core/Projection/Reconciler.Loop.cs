using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Projection;

/// <content>The reconciler's thread: recover, sweep once, then look again every interval.</content>
internal sealed partial class Reconciler
{
    private readonly AutoResetEvent _signal = new(initialState: false);
    private Thread? _thread;
    private bool _isStopping;
    private int _mustSweep = 1;
    private int _hasFailed;
    private int _retryMs;

    /// <summary>The index has become another file: live threads start anew, and the whole home is looked at. Projector's thread.</summary>
    internal void OnEpochChanged()
    {
        ResetLive();
        // The new file does not say yet since when its rows are trusted.
        Volatile.Write(ref _isTrusted, false);
        Volatile.Write(ref _mustSweep, 1);
        _signal.Set();
    }

    /// <summary>What live threads have committed is not in the new file, and nobody reads the old one any more.</summary>
    internal void ResetLive()
    {
        _rows.CloseStale();
        _live?.ForEach(live =>
        {
            live.ResetCommitted();
            live.MarkDirty();
            _projector.Link(live);
        });
    }

    internal void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "ThreadStore reconciler" };
        _thread.Start();
    }

    /// <summary>Ends the thread after the round under way.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        _signal.Set();
        _thread?.Join();
    }

    /// <summary>Ends who waits for a look that will not be taken; after the projector, which signals, has ended.</summary>
    public void Dispose()
    {
        _recovered.TrySetCanceled();
        _caughtUp.TrySetCanceled();
        _signal.Dispose();
    }

    /// <summary>One round of the loop.</summary>
    /// <exception cref="ThreadStoreException">The index or the home cannot be read now.</exception>
    internal void RunOnce()
    {
        if (_rows.Refusal is { } refusal)
        {
            Fail(_recovered, refusal.Copy());
            Fail(_caughtUp, refusal.Copy());
            return;
        }

        if (!_rows.HasIndex)
        {
            // Without an index there is nothing to hold the logs against; the projector makes one as soon as it can. A lock in its way
            // is "not yet": only a fault ends who waits.
            _projector.Submit(new ProjectionStep(StepKind.Probe, default, null, OnProbed));
            return;
        }

        if (!_recovered.Task.IsCompleted)
        {
            Complete(_recovered, RecoverAsync());
        }

        if (Interlocked.Exchange(ref _mustSweep, 0) != 0)
        {
            Complete(_caughtUp, SweepAsync());
        }
        else
        {
            _ = RefreshAsync();
        }
    }

    private void Run()
    {
        while (!Volatile.Read(ref _isStopping))
        {
            try
            {
                RunOnce();
            }
            catch (Exception unreadable)
            {
                // Whatever it was, it ends a round and not the process.
                FailWaiting(unreadable);
            }

            Pause();
        }
    }

    // What failed is looked at again soon, however seldom else: what is in the way may go away at any moment.
    private void Pause()
    {
        if (Volatile.Read(ref _hasFailed) == 0)
        {
            _signal.WaitOne(_interval);
        }

        _retryMs = Interlocked.Exchange(ref _hasFailed, 0) == 0 ? 0 : Backoff.Next(_retryMs);
        if (_retryMs == 0)
        {
            return;
        }

        // The signal that said so has had its effect. Who stops us says so before he signals.
        _signal.Reset();
        if (!Volatile.Read(ref _isStopping))
        {
            _signal.WaitOne(_retryMs);
        }
    }

    // Any thread.
    private void NoteFailed()
    {
        Volatile.Write(ref _hasFailed, 1);
        _signal.Set();
    }

    // Projector's thread.
    private void OnProbed(ProjectionStep step, StepOutcome outcome)
    {
        if (outcome is StepOutcome.Failed)
        {
            FailWaiting(step.Fault!);
        }
        else
        {
            _signal.Set();
        }
    }

    // The index or the home cannot be read now: whoever waits hears of it, and the next round looks again.
    private void FailWaiting(Exception cause)
    {
        Fail(_recovered, cause);
        Fail(_caughtUp, cause);
        Volatile.Write(ref _mustSweep, 1);
        NoteFailed();
    }

    private static void Fail(TaskCompletionSource waiters, Exception cause)
    {
        waiters.TrySetException(cause);
        // Nobody has to wait.
        _ = waiters.Task.Exception;
    }

    // A thread that cannot be projected does not keep the others from being found: its fault shows where it is asked for.
    private static void Complete(TaskCompletionSource done, Task work) =>
        _ = work.ContinueWith(
            static (finished, state) =>
            {
                _ = finished.Exception;
                ((TaskCompletionSource)state!).TrySetResult();
            },
            done,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
