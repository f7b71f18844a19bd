using System;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore;

/// <summary>A thread that this process writes: the handle that create and resume give.</summary>
/// <remarks>
/// Safe from several threads: lines stand in the log in the order in which appends were accepted. Cheapest from one.
/// <see cref="Append(ItemType, ReadOnlySpan{byte}, Durability?)"/> is synchronous and allocates nothing once the thread is open; it never
/// touches the index. A call after <see cref="ShutdownAsync"/> or <see cref="DiscardAsync"/> throws <see cref="ThreadNotFoundException"/>.
/// </remarks>
public sealed partial class LiveThread : IAsyncDisposable
{
    private readonly LocalThreadStore _store;
    private readonly Projector _projector;
    private readonly TimeProvider _clock;
    private readonly LineObserver _observer;
    private readonly DrainNode _drainNode;

    // the gate: a plain lock around everything that orders lines. Under it, in this order: stamp, write, position, observe, publish, link.
    private readonly Lock _gate = new();
    private State _state;
    private WriterLock? _lock;
    private ThreadLog? _log;
    private ProjectedThread _projected;

    private LiveThread(LocalThreadStore store, ThreadId id, HistoryMode mode)
    {
        _store = store;
        _projector = store.Projector;
        _clock = store.Options.Clock;
        _observer = _projector.Deltas.Projection.Observer;
        Id = id;
        HistoryMode = mode;
        _drainNode = new DrainNode(this);
        _projected = null!;
    }

    private enum State
    {
        /// <summary>Created; no file until something is persisted.</summary>
        Lazy,

        /// <summary>Owns the writer lock and the rollout's descriptor.</summary>
        Open,

        /// <summary>Owns neither; the next append takes them again.</summary>
        Dormant,

        /// <summary>Shut down or discarded.</summary>
        Dead,
    }

    /// <summary>The thread's id.</summary>
    public ThreadId Id { get; }

    /// <summary>How its rollout numbers its lines.</summary>
    public HistoryMode HistoryMode { get; private set; }

    /// <summary>The absolute path of the rollout; null as long as nothing has been persisted.</summary>
    public string? RolloutPath
    {
        get
        {
            lock (_gate)
            {
                return _state is State.Lazy ? null : _store.Home.Layout.FullPath(_projected.Path);
            }
        }
    }

    /// <summary>The end of what has been accepted; 0 as long as nothing has been.</summary>
    public Position End
    {
        get
        {
            lock (_gate)
            {
                return EndLocked;
            }
        }
    }

    private Position EndLocked => new(Id, _log?.AcceptedEnd ?? _dormantEnd);

    /// <summary>True while accepted lines are not in the file.</summary>
    internal bool HasBuffered
    {
        get
        {
            lock (_gate)
            {
                return _log is { HasBuffered: true };
            }
        }
    }

    /// <summary>Shuts the thread down; see <see cref="ShutdownAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!IsDead)
        {
            await ShutdownAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What is shared with the projector; null while the thread has no file.</summary>
    internal ProjectedThread? Projected => _state is State.Lazy ? null : _projected;

    private bool IsDead
    {
        get
        {
            lock (_gate)
            {
                return _state is State.Dead;
            }
        }
    }

    private ThreadNotFoundException DeadHandle() => new(Id, $"thread {Id} has no live writer: the handle was shut down or discarded");
}
