using System;
using System.Threading;

namespace ThreadStore.Projection;

/// <content>The projector's thread: sleep and wake.</content>
/// <remarks>
/// Sleeper: 1. exchange its state into <c>_sleep</c> (full fence). 2. Re-read the ready list, the steps and the urgent flag. 3. Wait.
/// Linker: 1. put, link (full fences). 2. Read <c>_sleep</c>; only the one that turns it back to awake signals, so a parked projector
/// is woken at most once per sleep. Appends wake only a parked projector, barriers and steps also a lingering one, touches neither.
/// </remarks>
internal sealed partial class Projector
{
    private const int Awake = 0;
    private const int Lingering = 1;
    private const int Parked = 2;

    // A parked projector looks around this often: touches are linked without waking it.
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromSeconds(2);

    private readonly AutoResetEvent _signal = new(initialState: false);
    private int _sleep;
    private int _urgent;
    private bool _isStopping;
    private bool _isEnded;
    private Thread? _thread;

    /// <summary>The wait of those who flush.</summary>
    internal ShortSpin Spin { get; } = new();

    /// <summary>Nothing is queued, and nobody has ended the sleep: the next link with facts wakes.</summary>
    internal bool IsParked => Volatile.Read(ref _sleep) == Parked;

    /// <summary>Links a thread that has facts; wakes a parked projector.</summary>
    internal void Link(ProjectedThread thread)
    {
        _ready.TryLink(thread);
        // Also when it was linked already: perhaps by a touch, which has woken nobody.
        if (IsParked)
        {
            Wake(Parked);
        }
    }

    /// <summary>Links a thread that has only a touch: never wakes.</summary>
    internal void LinkQuietly(ProjectedThread thread) => _ready.TryLink(thread);

    /// <summary>Links a thread that a barrier waits for: wakes from every sleep.</summary>
    internal void LinkUrgent(ProjectedThread thread)
    {
        _ready.TryLink(thread);
        WakeUrgent();
    }

    /// <summary>Starts the projector's own thread; without it a test calls <see cref="Step"/>.</summary>
    internal void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "ThreadStore projector" };
        _thread.Start();
    }

    /// <summary>Ends the loop after the step under way and waits for its thread.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isStopping, true);
        WakeUrgent();
        _thread?.Join();
        Interlocked.Exchange(ref _isEnded, true);
        CollectSteps();
        while (_taken.TryDequeue(out var step) || _newEpoch.TryDequeue(out step) || _scrubs.TryDequeue(out step))
        {
            FailClosed(step);
        }

        FailSubmitted();
        _texts.Dispose();
        _signal.Dispose();
    }

    // Nobody will take these any more, and somebody may wait for each.
    private void FailSubmitted()
    {
        while (_steps.TryDequeue(out var step))
        {
            FailClosed(step);
        }
    }

    private static void FailClosed(ProjectionStep step)
    {
        step.Fault = new UnsupportedException("projection", "the store was closed");
        step.Completed(step, StepOutcome.Failed);
    }

    private void Run()
    {
        while (!Volatile.Read(ref _isStopping))
        {
            Volatile.Write(ref _urgent, 0);
            _hasServed = false;
            var wait = StepSafely();
            // Who waited is likely to come back at once: nobody should have to wake the projector for that.
            if (!_hasServed || !ShortSpin.Wait(this, static projector => projector.MustRun))
            {
                Sleep(wait);
            }
        }

        // What the readers have handed over is still committed.
        StepSafely();
    }

    // A defect of ours must not end the loop: the batch fails like any other, its threads keep their deltas and are tried again.
    private TimeSpan StepSafely()
    {
        try
        {
            return Step();
        }
        catch (Exception defect)
        {
            _index.Rollback();
            FailBatch(new StorageFaultException(StoragePart.Index, StorageOutcome.Accepted, null, 0, $"the projector failed: {defect.Message}", defect));
            return TimeSpan.FromMilliseconds(Backoff.MaxMs);
        }
    }

    private bool MustRun => Volatile.Read(ref _urgent) != 0 || !_steps.IsEmpty || Volatile.Read(ref _isStopping);

    private void Sleep(TimeSpan wait)
    {
        // What is queued lets more coalesce until it is due. A wait for a retry or a touch says nothing about what is linked meanwhile.
        var state = _queue.Count > 0 ? Lingering : Parked;
        // Pairs with the read of _sleep after a link: either we see what was linked, or the linker sees us asleep.
        Interlocked.Exchange(ref _sleep, state);
        if (!MustRun && !(state == Parked && _ready.HasNodes))
        {
            _signal.WaitOne(wait == Timeout.InfiniteTimeSpan || wait > s_longestSleep ? s_longestSleep : wait);
        }

        Interlocked.Exchange(ref _sleep, Awake);
    }

    private void WakeUrgent()
    {
        Interlocked.Exchange(ref _urgent, 1);
        var state = Volatile.Read(ref _sleep);
        if (state != Awake)
        {
            Wake(state);
        }
    }

    private void Wake(int state)
    {
        if (Interlocked.CompareExchange(ref _sleep, Awake, state) == state)
        {
            Counters.AddWake();
            _signal.Set();
        }
    }
}
