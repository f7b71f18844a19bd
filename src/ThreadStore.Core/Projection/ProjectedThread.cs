using System;
using System.Threading;
using ThreadStore.Log;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>What the appender of one live thread and the projector share: slot, link, positions and barriers.</summary>
internal sealed partial class ProjectedThread : ReadyNode
{
    // any thread (Interlocked or Volatile)
    private RolloutPath _path;
    private ThreadLog? _openLog;
    private long _committed;
    private long _expectedEnd;
    private long _catchUpLimit = long.MaxValue;
    private long _nextTouchAt;
    private int _dirty;
    private int _held;
    private int _foreign;

    internal ProjectedThread(ThreadId id, RolloutPath path, IHeldTouch touch)
    {
        Id = id;
        _path = path;
        Touch = touch;
    }

    internal ThreadId Id { get; }

    /// <summary>The way back to the gate for a touch that is held there.</summary>
    internal IHeldTouch Touch { get; }

    internal CoalescingSlot Slot { get; } = new();

    /// <summary>Where the rollout lies now.</summary>
    internal RolloutPath Path
    {
        get => Volatile.Read(ref _path);
        set => Volatile.Write(ref _path, value);
    }

    /// <summary>Its log while the thread is open, for what any thread may ask of it; null while it has no descriptor.</summary>
    internal ThreadLog? OpenLog
    {
        get => Volatile.Read(ref _openLog);
        set => Volatile.Write(ref _openLog, value);
    }

    /// <summary>The newest committed log offset that this process knows of.</summary>
    internal long Committed => Volatile.Read(ref _committed);

    /// <summary>The slot does not tell the whole story: the projector reads the log from the row's own offset.</summary>
    internal void MarkDirty() => Volatile.Write(ref _dirty, 1);

    /// <summary>True once per mark.</summary>
    internal bool TakeDirty() => Interlocked.Exchange(ref _dirty, 0) != 0;

    internal bool IsDirty => Volatile.Read(ref _dirty) != 0;

    /// <summary>Facts that only move updated_at wait in the gate for their turn.</summary>
    internal bool HasHeldTouch
    {
        get => Volatile.Read(ref _held) != 0;
        set => Volatile.Write(ref _held, value ? 1 : 0);
    }

    /// <summary>Where the file ends when the write under way is done: raised by the gate before each write. A longer file holds foreign bytes.</summary>
    internal long ExpectedEnd
    {
        get => Volatile.Read(ref _expectedEnd);
        set => Volatile.Write(ref _expectedEnd, value);
    }

    /// <summary>Where a catch-up must stop: the start of the delta that waits behind it.</summary>
    internal long CatchUpLimit
    {
        get => Volatile.Read(ref _catchUpLimit);
        set => Volatile.Write(ref _catchUpLimit, value);
    }

    /// <summary>When the next touch may leave, as a timestamp of the store's clock; written under the gate.</summary>
    internal long NextTouchAt
    {
        get => Volatile.Read(ref _nextTouchAt);
        set => Volatile.Write(ref _nextTouchAt, value);
    }

    /// <summary>The projector has seen bytes that are not ours: the gate looks at the file before its next write.</summary>
    internal void ReportForeignBytes() => Volatile.Write(ref _foreign, 1);

    /// <summary>True once per report.</summary>
    internal bool TakeForeignReport() => Volatile.Read(ref _foreign) != 0 && Interlocked.Exchange(ref _foreign, 0) != 0;

    // projector thread only
    private ulong _head;
    private int _headLength = -1;

    /// <summary>The delta whose apply failed; the next one taken is merged over it.</summary>
    internal ThreadDelta? Retained { get; set; }

    /// <summary>In the projector's private queue, which holds a thread once.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>A catch-up from the log is under way: deltas are dropped, it covers them.</summary>
    internal bool IsCatchingUp { get; set; }

    /// <summary>Not before this timestamp of the store's clock, unless a barrier overrides it once.</summary>
    internal long RetryAt { get; set; }

    /// <summary>The pause that the next failure causes, in milliseconds.</summary>
    internal int BackoffMs { get; set; }

    /// <summary>The hash of the log's head as a row at that offset keeps it; the file is read until the head has its full length.</summary>
    internal ulong HeadFor(long offset, LogHome home)
    {
        var length = (int)Math.Min(LogHashes.HeadBytes, offset);
        if (length != _headLength)
        {
            Span<byte> head = stackalloc byte[length];
            _head = OpenLog is { } log && log.TryRead(head, 0) ? Fnv1a64.Hash(head) : ReadHead(offset, home);
            _headLength = length;
        }

        return _head;
    }

    private ulong ReadHead(long offset, LogHome home)
    {
        using var file = home.OpenRead(Path);
        return LogHashes.Head(file, offset);
    }

    /// <summary>The log has become another one: its head is read anew.</summary>
    internal void ForgetHead() => _headLength = -1;

    /// <summary>In the projector's list of threads that wait for their next attempt.</summary>
    internal bool IsDelayed { get; set; }

    /// <summary>In the projector's list of held touches.</summary>
    internal bool IsTouchListed { get; set; }

    /// <summary>Its last attempt was a transaction of its own and failed: it stays alone until it succeeds.</summary>
    internal bool IsAlone { get; set; }
}

/// <summary>The gate's side of the touch rule: publishes a held touch when its time has come.</summary>
internal interface IHeldTouch
{
    /// <summary>Publishes what is held, unless the gate is taken at this instant; false = try again later.</summary>
    public bool TryPublishHeldTouch();
}
