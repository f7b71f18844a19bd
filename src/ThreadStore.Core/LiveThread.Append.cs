using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ThreadStore.Items;
using ThreadStore.Log;
using ThreadStore.Tracing;

namespace ThreadStore;

/// <content>Append: check, filter, and under the gate stamp, write, take the position, observe, publish.</content>
public sealed partial class LiveThread
{
    /// <summary>Appends one line and returns its position.</summary>
    /// <param name="type">The line's type.</param>
    /// <param name="payload">The raw JSON object; not kept after the call. Lines that the persistence policy drops are accepted and not written.</param>
    /// <param name="durability">What must have happened when the call returns; the store's default when null.</param>
    /// <exception cref="InvalidRequestException">The payload is not a JSON object on one line.</exception>
    /// <exception cref="ThreadNotFoundException">The handle is dead.</exception>
    /// <exception cref="ThreadBusyException">The thread was dormant, and somebody else writes it now.</exception>
    /// <exception cref="StorageFaultException">The log failed; its outcome says whether the line is in.</exception>
    public Position Append(ItemType type, ReadOnlySpan<byte> payload, Durability? durability = null)
    {
        var result = TryAppend(type, payload, durability);
        if (!result.IsAccepted)
        {
            Throw(result);
        }

        return result.Position;
    }

    /// <summary>Appends one line without throwing for a fault of the storage: the outcome says what happened.</summary>
    /// <inheritdoc cref="Append(ItemType, ReadOnlySpan{byte}, Durability?)"/>
    public AppendResult TryAppend(ItemType type, ReadOnlySpan<byte> payload, Durability? durability = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        CheckPayload(payload);
        var startedAt = StoreMeter.Start();
        var promised = durability ?? _store.Options.Durability;
        AppendResult result;
        ThreadLog? log;
        bool mustSync;
        lock (_gate)
        {
            if (!IsKept(type, payload))
            {
                return AppendResult.Accepted(_state is State.Dead ? throw DeadHandle() : EndLocked);
            }

            if (!TryBeginLocked(promised, out log, out result))
            {
                return result;
            }

            using (var span = AppendSpans.StartStoreAppend(promised, 1, payload.Length))
            {
                log.Stage(type, payload, default, StampLocked(log), Line.NoOrdinal);
                result = AcceptLocked(log);
                span.SetPosition(result.Position.Offset);
            }

            mustSync = MustSyncLocked(log, promised, result);
        }

        return Finish(log, result, mustSync, startedAt, payload.Length);
    }

    /// <summary>Appends several lines, all of them or none, and returns the position after the last.</summary>
    /// <param name="items">The lines, in order. Those that the persistence policy drops are left out.</param>
    /// <param name="durability">What must have happened when the call returns; the store's default when null.</param>
    /// <inheritdoc cref="Append(ItemType, ReadOnlySpan{byte}, Durability?)" path="/exception"/>
    public Position Append(ReadOnlySpan<RolloutItem> items, Durability? durability = null)
    {
        var result = TryAppend(items, durability);
        if (!result.IsAccepted)
        {
            Throw(result);
        }

        return result.Position;
    }

    /// <summary>Appends several lines, all of them or none, without throwing for a fault of the storage.</summary>
    /// <inheritdoc cref="Append(ReadOnlySpan{RolloutItem}, Durability?)"/>
    public AppendResult TryAppend(ReadOnlySpan<RolloutItem> items, Durability? durability = null)
    {
        var startedAt = StoreMeter.Start();
        var kept = Count(items, out var bytes, out var offered);
        if (offered > MaxCallBytes)
        {
            throw new InvalidRequestException($"the lines of one call must not be longer than {MaxCallBytes} bytes together");
        }

        var promised = durability ?? _store.Options.Durability;
        AppendResult result;
        ThreadLog? log;
        bool mustSync;
        lock (_gate)
        {
            if (kept == 0)
            {
                return AppendResult.Accepted(_state is State.Dead ? throw DeadHandle() : EndLocked);
            }

            if (!TryBeginLocked(promised, out log, out result))
            {
                return result;
            }

            using (var span = AppendSpans.StartStoreAppend(promised, kept, bytes))
            {
                var now = StampLocked(log);
                foreach (ref readonly var item in items)
                {
                    if (IsKept(item))
                    {
                        StageLocked(log, item, now);
                    }
                }

                result = AcceptLocked(log);
                span.SetPosition(result.Position.Offset);
            }

            mustSync = MustSyncLocked(log, promised, result);
        }

        return Finish(log, result, mustSync, startedAt, bytes);
    }

    // How many lines the policy keeps, their bytes, and the bytes of all: what the policy would drop is bounded, too.
    private int Count(ReadOnlySpan<RolloutItem> items, out long bytes, out long offered)
    {
        using var span = AppendSpans.StartFilter(items.Length);
        var kept = 0;
        bytes = 0;
        offered = 0;
        foreach (ref readonly var item in items)
        {
            CheckItem(item);
            var length = item.Payload.Length + item.Metadata.Length;
            offered += length;
            if (IsKept(item))
            {
                kept++;
                bytes += length;
            }
        }

        span.SetLines(kept);
        return kept;
    }

    // Payload and metadata together stay below the longest line that a reader hands out.
    private const int MaxPayloadBytes = 31 << 20;

    // The lines of one call are one write, laid out in one block.
    private const long MaxCallBytes = 1 << 30;

    // An open log with an append begun, or why there is none. A file that cannot be opened is an outcome like any other fault of the storage.
    private bool TryBeginLocked(Durability promised, [NotNullWhen(true)] out ThreadLog? log, out AppendResult refused)
    {
        if (!TryOpenLogLocked(out log, out refused))
        {
            return false;
        }

        var status = BeginLocked(log, promised);
        if (status.Ok)
        {
            return true;
        }

        refused = FailedLocked(status);
        return false;
    }

    // Writes or buffers what was staged.
    private AppendResult AcceptLocked(ThreadLog log)
    {
        var status = CommitLocked(log);
        return status.Ok ? AppendResult.Accepted(new Position(Id, log.AcceptedEnd)) : FailedLocked(status);
    }

    // Publishes what was accepted. True: the caller still has to sync, without the gate.
    private bool MustSyncLocked(ThreadLog log, Durability promised, in AppendResult result)
    {
        if (!result.IsAccepted)
        {
            return false;
        }

        AcceptedLocked(log);
        if (promised is not Durability.Synced)
        {
            return false;
        }

        Interlocked.Increment(ref _syncs);
        return true;
    }

    // Outside of the gate: syncs if that was promised, and measures.
    private AppendResult Finish(ThreadLog log, AppendResult result, bool mustSync, long startedAt, long bytes)
    {
        var accepted = result.IsAccepted ? bytes : 0;
        result = mustSync ? Synced(log, result.Position) : result;
        StoreMeter.RecordAppend(startedAt, accepted);
        return result;
    }

    private bool IsKept(ItemType type, ReadOnlySpan<byte> payload)
    {
        using var span = AppendSpans.StartFilter(1);
        var isKept = PersistencePolicy.IsPersisted(type.Kind, payload, HistoryMode);
        span.SetLines(isKept ? 1 : 0);
        return isKept;
    }

    private bool IsKept(in RolloutItem item) =>
        item.IsFromLog || PersistencePolicy.IsPersisted(item.Type.Kind, item.Payload.Span, HistoryMode);

    private void CheckItem(in RolloutItem item)
    {
        if (item.Type is null)
        {
            throw new InvalidRequestException("an item has no type");
        }

        CheckPayload(item.Payload.Span);
        if (item.Metadata.Length > 0)
        {
            CheckPayload(item.Metadata.Span);
        }
    }

    private void CheckPayload(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayloadBytes)
        {
            throw new InvalidRequestException($"a payload must not be longer than {MaxPayloadBytes} bytes");
        }

        if (!PayloadCheck.IsPlausibleObject(payload) || (_store.Options.ValidatePayloads && !PayloadCheck.IsValidObject(payload)))
        {
            ThrowPayload();
        }
    }

    // Line timestamps never run backwards within a handle: recency and updated_at are their maximum.
    private long StampLocked(ThreadLog log) => Math.Max(_clock.GetUtcNow().ToUnixTimeMilliseconds(), log.LastTimestampMs);

    // Foreign bytes and an earlier fault are settled first: what the file holds decides where this call's lines go.
    private LogStatus BeginLocked(ThreadLog log, Durability promised)
    {
        if (_projected.TakeForeignReport() || log.IsFaulted)
        {
            var status = ResynchroniseLocked(log);
            if (!status.Ok)
            {
                return LogStatus.NotAccepted(status.Errno);
            }
        }

        log.BeginAppend(promised);
        if (_first is { } first)
        {
            StageLocked(log, first, StampLocked(log));
        }

        return LogStatus.Success;
    }

    // The projector takes a file that is longer than this for one with foreign bytes: so it is raised before the write.
    private LogStatus CommitLocked(ThreadLog log)
    {
        _projected.ExpectedEnd = log.StagedEnd;
        return log.CommitAppend();
    }

    // An item from a log keeps its time and ordinal; any other gets them here.
    private static void StageLocked(ThreadLog log, in RolloutItem item, long now)
    {
        var keepsTime = item.IsFromLog && item.TimestampMs != Line.NoTimestamp;
        log.Stage(item.Type, item.Payload.Span, item.Metadata.Span, keepsTime ? item.TimestampMs : now, item.Ordinal);
    }

    // What an accepted append leaves to be done under the gate.
    private void AcceptedLocked(ThreadLog log)
    {
        _first = null;
        if (log.LastWritten.IsEmpty)
        {
            _store.Drainer.LinkLocked(_drainNode);
        }
        else
        {
            PublishWrittenLocked(log);
            log.ReleaseWritten();
        }
    }

    // The gate is not held during a sync: others go on appending, and one sync in flight covers all bytes written before it began.
    private AppendResult Synced(ThreadLog log, Position position)
    {
        var startedAt = StoreMeter.Start();
        try
        {
            // A shutdown by another thread closes the file all the same: then the line is in the log, and its durability is not proved.
            var status = log.Sync(position.Offset);
            StoreMeter.RecordSync(startedAt);
            if (status.Ok)
            {
                return AppendResult.Accepted(position);
            }

            _store.Faults.Note(StoragePart.Log, StorageOutcome.Accepted, status.Errno);
            if (log.IsFaulted)
            {
                // Not under the gate: the drainer looks at it, as at any log that is faulted.
                _store.Drainer.Link(_drainNode);
            }

            return AppendResult.Faulted(StorageOutcome.Accepted, position, status.Errno);
        }
        finally
        {
            Interlocked.Decrement(ref _syncs);
        }
    }

    // Who else writes the thread is not an outcome, but an exception.
    private bool TryOpenLogLocked([NotNullWhen(true)] out ThreadLog? log, out AppendResult refused)
    {
        try
        {
            log = OpenLogLocked();
            refused = default;
            return true;
        }
        catch (StorageFaultException fault)
        {
            _store.Faults.Note(fault);
            log = null;
            refused = AppendResult.Faulted(fault.Outcome, EndLocked, fault.ErrorCode);
            return false;
        }
    }

    private AppendResult FailedLocked(LogStatus status)
    {
        StoreMeter.RecordFault("log_write");
        NoteFaultLocked(status);

        // What did not get in is not ours when it shows up.
        _projected.ExpectedEnd = _log?.WrittenEnd ?? _projected.ExpectedEnd;
        return AppendResult.Faulted(status.Outcome, EndLocked, status.Errno);
    }

    [DoesNotReturn]
    private void Throw(AppendResult result) => throw LogFault.Of(result, Id);

    [DoesNotReturn]
    private static void ThrowPayload() =>
        throw new InvalidRequestException("a payload must be one JSON object without raw control bytes (line feeds included)");
}
