using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <content>The verbs that wait: barriers on positions.</content>
public sealed partial class LiveThread
{
    /// <summary>Appends one line and waits until its position is projected: an immediate list or read shows it.</summary>
    /// <param name="type">The line's type.</param>
    /// <param name="payload">The raw JSON object; not kept after the call.</param>
    /// <param name="durability">What must have happened to the line besides; the store's default when null.</param>
    /// <param name="cancellationToken">Cancelled before the append it ends the call, after it only the wait.</param>
    /// <inheritdoc cref="Append(ItemType, ReadOnlySpan{byte}, Durability?)" path="/exception"/>
    public async ValueTask<Position> AppendAndFlushAsync(
        ItemType type, ReadOnlyMemory<byte> payload, Durability? durability = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var position = Append(type, payload.Span, durability);
        await FlushAsync(sync: false, cancellationToken).ConfigureAwait(false);
        return position;
    }

    /// <summary>
    /// Waits until everything that was accepted before the call is written and, if the thread has history, projected. Does not make a
    /// file for a thread that has nothing.
    /// </summary>
    /// <param name="sync">Also wait until it is on disk.</param>
    /// <param name="cancellationToken">Ends the wait; what is accepted goes on.</param>
    /// <exception cref="StorageFaultException">
    /// The log or the index failed. Index faults are retried behind the call all the same: the outcome is
    /// <see cref="StorageOutcome.Accepted"/>, nothing needs to be appended again.
    /// </exception>
    /// <exception cref="ThreadNotFoundException">The handle is dead, or died during the wait.</exception>
    public Task FlushAsync(bool sync = false, CancellationToken cancellationToken = default)
    {
        var position = RaiseBarrier(materialise: false, wake: sync, out var log);
        return log is null && position == 0 ? Task.CompletedTask : WaitAsync(position, sync ? log : null, cancellationToken);
    }

    /// <summary>Makes the file of a thread that has none, with its session_meta, then waits as <see cref="FlushAsync"/> does.</summary>
    /// <inheritdoc cref="FlushAsync"/>
    public Task PersistAsync(bool sync = false, CancellationToken cancellationToken = default)
    {
        var position = RaiseBarrier(materialise: true, wake: sync, out var log);
        return WaitAsync(position, sync ? log : null, cancellationToken);
    }

    /// <summary>
    /// Drains and closes the thread: writes what is buffered, waits for the projection, gives the writer lock back. A thread without
    /// anything to persist leaves no file. Idempotent.
    /// </summary>
    /// <param name="sync">Also wait until everything is on disk, before the thread is closed.</param>
    /// <param name="cancellationToken">Ends the wait for the projection; the thread is closed all the same.</param>
    /// <exception cref="StorageFaultException">
    /// Part Log: buffered lines could not be written, or what is written not synced; the handle stays open. Part Index: the thread is closed, and its row catches up
    /// from the log later.
    /// </exception>
    public async Task ShutdownAsync(bool sync = false, CancellationToken cancellationToken = default)
    {
        if (IsDead)
        {
            return;
        }

        try
        {
            var position = RaiseBarrier(materialise: false, wake: sync, out var log);
            if (sync && log is not null)
            {
                await SyncOrCloseAsync(log, position, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                await WaitProjectedAsync(position, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        catch (ThreadNotFoundException) when (IsDead)
        {
            // Another call has ended the handle meanwhile, which is what this one is for.
        }
    }

    /// <summary>
    /// Ends the handle without writing what is buffered. What is in the log stays, and is projected. Waits for an index transaction
    /// under way. Idempotent.
    /// </summary>
    /// <returns>How many buffered lines were dropped.</returns>
    public async Task<int> DiscardAsync()
    {
        int dropped;
        Task quiescent;
        lock (_gate)
        {
            if (_state is State.Dead)
            {
                return 0;
            }

            dropped = _log?.BufferedLines ?? 0;
            quiescent = CloseLocked();
        }

        await quiescent.ConfigureAwait(false);
        _store.Forget(this, _isBehind);
        return dropped;
    }

    // Drains, publishes what is held, compares the file's end, and only then takes the position: nothing lies between acceptance and publish.
    private long RaiseBarrier(bool materialise, bool wake, out ThreadLog? log)
    {
        lock (_gate)
        {
            log = null;
            if (_state is State.Dead)
            {
                throw DeadHandle();
            }

            if (_state is State.Lazy && !materialise)
            {
                return 0;
            }

            if (_state is State.Dormant && !wake)
            {
                return _dormantEnd;
            }

            var open = OpenLogLocked();
            if (open.IsFaulted)
            {
                ThrowIfFailed(ResynchroniseLocked(open), open);
            }

            if (_first is not null)
            {
                if (!materialise)
                {
                    // Its first append failed: there is still nothing to persist.
                    return 0;
                }

                WriteSessionMetaLocked(open);
            }

            log = open;
            ThrowIfNotDrained(DrainLocked(log), log);
            if (_projected.TakeForeignReport() || log.CompareLength() is not LengthCheck.Same)
            {
                ThrowIfFailed(ResynchroniseLocked(log), log);
            }

            PublishRestLocked();
            if (wake)
            {
                Interlocked.Increment(ref _syncs);
            }

            return log.WrittenEnd;
        }
    }

    private void WriteSessionMetaLocked(ThreadLog log)
    {
        var status = BeginLocked(log, Durability.Written);
        ThrowIfFailed(status.Ok ? CommitLocked(log) : status, log);
        AcceptedLocked(log);
    }

    // What could not be drained stays buffered in its order and is tried again: it is accepted, and must not be appended anew.
    private void ThrowIfNotDrained(LogStatus status, ThreadLog log) =>
        ThrowIfFailed(status is { Ok: false, Outcome: StorageOutcome.NotAccepted } ? LogStatus.NotDurable(status.Errno) : status, log);

    private void ThrowIfFailed(LogStatus status, ThreadLog log)
    {
        if (!status.Ok)
        {
            NoteFaultLocked(status);
            _projected.ExpectedEnd = log.WrittenEnd;
            throw LogFault.Of(status, Id, log.AcceptedEnd);
        }
    }

    private async Task WaitAsync(long position, ThreadLog? sync, CancellationToken cancellationToken)
    {
        if (sync is not null)
        {
            await SyncAsync(sync, position, cancellationToken).ConfigureAwait(false);
        }

        await WaitProjectedAsync(position, cancellationToken).ConfigureAwait(false);
    }

    private async Task SyncAsync(ThreadLog log, long position, CancellationToken cancellationToken)
    {
        var status = await Task.Run(() => Synced(log, new Position(Id, position)), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!status.IsAccepted)
        {
            throw LogFault.Of(status, Id);
        }
    }

    // A sync that fails leaves the handle open: its owner alone can make it good.
    private async Task SyncOrCloseAsync(ThreadLog log, long position, CancellationToken cancellationToken)
    {
        try
        {
            await SyncAsync(log, position, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WaitProjectedAsync(long position, CancellationToken cancellationToken)
    {
        if (Register(position) is not { } barrier)
        {
            return;
        }

        var startedAt = AppendSpans.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        var parent = startedAt == 0 ? default : OpenSpan.Ambient;
        _projector.LinkUrgent(_projected);
        try
        {
            _ = _projector.Spin.Wait(barrier.Task);
            await barrier.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _projected.Unregister(barrier);
            EndWait(parent, startedAt, position, barrier.Task);
        }
    }

    // What is committed counts as long as readers look into the file to which it was committed: another process may have replaced it.
    private ProjectionBarrier? Register(long position)
    {
        var barrier = _projected.Register(position);
        if (barrier is not null || position == 0 || _projector.IsIndexCurrent)
        {
            return barrier;
        }

        _projected.ResetCommitted();
        _projected.MarkDirty();
        return _projected.Register(position);
    }

    // The span of a wait is told at its end: it began on the caller's thread, and ends on any.
    private static void EndWait(TraceContext parent, long startedAt, long position, Task barrier)
    {
        using var span = StoreSpans.StartBarrierWait(parent, startedAt, position);
        span.SetOutcome(barrier.IsCompletedSuccessfully ? SpanOutcome.Done : barrier.IsFaulted ? SpanOutcome.Failed : SpanOutcome.GivenUp);
    }

    private async Task CloseAsync()
    {
        Task quiescent;
        lock (_gate)
        {
            if (_state is State.Dead)
            {
                return;
            }

            // What was accepted since the barrier is written too; if it cannot be, the handle stays open.
            if (_log is { } log)
            {
                ThrowIfNotDrained(DrainLocked(log), log);
                PublishRestLocked();
            }

            quiescent = CloseLocked();
        }

        await quiescent.ConfigureAwait(false);
        _store.Forget(this, _isBehind);
    }

    // Every registered barrier ends here; a delta that is pending is dropped, because the log has what it holds.
    private Task CloseLocked()
    {
        CloseFilesLocked();
        _first = null;
        _dormantEnd = 0;
        _state = State.Dead;
        return _projected.CloseAsync(DeadHandle());
    }
}
