using System;
using System.Collections.Generic;
using System.Threading;
using ThreadStore.Projection;

namespace ThreadStore;

/// <summary>Writes what buffered appends leave behind, within about a millisecond: one thread for the whole store.</summary>
/// <remarks>
/// Sleep and wake as in the projector: the appender links its thread, then looks whether the drainer is parked; the drainer says that it
/// parks, then looks at the list again. While there is traffic it looks every millisecond and costs the appenders no wake-up.
/// </remarks>
internal sealed class BufferDrainer : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(10);

    // Rounds without work before it parks: a wake-up costs the next appender some microseconds.
    private const int IdleRounds = 20;

    // any thread
    private readonly ReadyList _ready = new();
    private readonly AutoResetEvent _signal = new(initialState: false);
    private int _isParked;
    private bool _isStopping;

    // drainer thread
    private readonly List<DrainNode> _failed = [];
    private readonly List<DrainNode> _round = [];
    private Thread? _thread;

    /// <summary>Says that the thread has buffered lines, by whoever holds its gate: an append beside those that are linked already writes no shared word.</summary>
    internal void LinkLocked(DrainNode node)
    {
        // Seen linked under the gate, it is drained under the gate later than this: its taker clears the flag first.
        if (Volatile.Read(ref node.Linked) == 0)
        {
            Link(node);
        }
    }

    /// <summary>Says that the thread has something to drain or to settle.</summary>
    internal void Link(DrainNode node)
    {
        // Pairs with the exchange in Run: whoever links sees the drainer parked, or the drainer sees the node.
        if (_ready.TryLink(node) && Volatile.Read(ref _isParked) != 0 && Interlocked.Exchange(ref _isParked, 0) != 0)
        {
            _signal.Set();
        }
    }

    /// <summary>Starts the drainer's thread; without it a test calls <see cref="DrainOnce"/>.</summary>
    internal void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "ThreadStore drainer" };
        _thread.Start();
    }

    /// <summary>Ends the loop and waits for it. Threads drain themselves when they shut down.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isStopping, true);
        _signal.Set();
        _thread?.Join();
        _signal.Dispose();
    }

    /// <summary>Drains what is linked; false when there was nothing. A thread that cannot be drained is tried again in the next round.</summary>
    internal bool DrainOnce()
    {
        _round.AddRange(_failed);
        _failed.Clear();
        var visitor = new Collector(_round);
        _ready.TakeAll(ref visitor);
        foreach (var node in _round)
        {
            if (!TryDrain(node))
            {
                _failed.Add(node);
            }
        }

        var hadWork = _round.Count > 0;
        _round.Clear();
        return hadWork;
    }

    // A defect in one thread's way must not end the process, nor keep the others from being written: it is tried again.
    private static bool TryDrain(DrainNode node)
    {
        try
        {
            return node.Owner.TryDrain();
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Run()
    {
        var idle = 0;
        while (!Volatile.Read(ref _isStopping))
        {
            idle = DrainOnce() ? 0 : idle + 1;
            if (_failed.Count > 0)
            {
                _signal.WaitOne(s_retry);
            }
            else if (idle < IdleRounds)
            {
                _signal.WaitOne(s_interval);
            }
            else
            {
                Interlocked.Exchange(ref _isParked, 1);
                if (!_ready.HasNodes && !Volatile.Read(ref _isStopping))
                {
                    _signal.WaitOne();
                }

                Interlocked.Exchange(ref _isParked, 0);
            }
        }
    }

    private readonly struct Collector(List<DrainNode> round) : IReadyVisitor
    {
        public void Visit(ReadyNode node) => round.Add((DrainNode)node);
    }
}

/// <summary>A live thread's link in the drainer's list.</summary>
internal sealed class DrainNode : ReadyNode
{
    internal DrainNode(LiveThread owner) => Owner = owner;

    internal LiveThread Owner { get; }
}
