using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.History;

namespace ThreadStore.Conformance.InMemory;

/// <summary>
/// The reference backend: lists of lines and a dictionary. Slow and plain, so that it can be read as the contract's model; a host can
/// use it in tests of its own.
/// </summary>
/// <remarks>Everything is done under one lock, at once: what is accepted is projected.</remarks>
public sealed partial class InMemoryThreadStore : IThreadStore
{
    private readonly InMemoryThreads _place;
    private readonly TimeProvider _clock;
    private bool _isClosed;

    /// <summary>A store of its own place.</summary>
    public InMemoryThreadStore()
        : this(new InMemoryThreads(), TimeProvider.System)
    {
    }

    /// <summary>A store of a place that others may have open, too.</summary>
    public InMemoryThreadStore(InMemoryThreads place, TimeProvider clock)
    {
        _place = place;
        _clock = clock;
    }

    internal InMemoryThreads Place => _place;

    internal TimeProvider Clock => _clock;

    /// <inheritdoc/>
    public ValueTask<ILiveThread> CreateAsync(CreateThreadParams parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        cancellationToken.ThrowIfCancellationRequested();
        var first = FirstLine.From(parameters, _clock);
        lock (_place.Gate)
        {
            CheckOpen();
            CheckHasNoWriter(first.Id);
            return _place.Threads.ContainsKey(first.Id)
                ? throw new ConflictException($"thread {first.Id} exists already")
                : new ValueTask<ILiveThread>(Register(new InMemoryLiveThread(this, new MemoryThread(first.Id), first.Mode, [first.Line])));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ILiveThread> ResumeAsync(ThreadId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_place.Gate)
        {
            CheckOpen();
            CheckHasNoWriter(id);
            return Find(id).IsArchived ? throw new InvalidRequestException($"thread {id} is archived") : new ValueTask<ILiveThread>(ResumeLocked(id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredThread> ReadAsync(ThreadId id, Position? minimum = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_place.Gate)
        {
            CheckOpen();
            if (minimum is { } position)
            {
                CheckPosition(position);
            }

            return new ValueTask<StoredThread>(RowOf(Find(id)));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HistoryEntry> ReadHistoryAsync(
        ThreadId id, HistoryStart start = HistoryStart.Beginning, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in Snapshot(id, start))
        {
            yield return entry;
            cancellationToken.ThrowIfCancellationRequested();
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task UpdateMetadataAsync(ThreadId id, ThreadMetadataPatch patch, CancellationToken cancellationToken = default)
    {
        PatchRules.Check(patch);
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryLiveThread? live;
        lock (_place.Gate)
        {
            CheckOpen();
            live = _place.Writers.GetValueOrDefault(id);
            if (live is not null && live.Store != this)
            {
                throw new ThreadBusyException(id, "another store");
            }
        }

        if (live is not null)
        {
            await live.UpdateMetadataAsync(patch, durability: null, cancellationToken);
            return;
        }

        InMemoryLiveThread opened;
        lock (_place.Gate)
        {
            CheckHasNoWriter(id);
            opened = ResumeLocked(id);
        }

        await using var _ = opened;
        await opened.UpdateMetadataAsync(patch, durability: null, CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task WaitProjectedAsync(Position position, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_place.Gate)
        {
            CheckOpen();
            CheckPosition(position);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_place.Gate)
        {
            _isClosed = true;
            foreach (var live in _place.Writers.Values.Where(live => live.Store == this).ToList())
            {
                live.EndLocked();
            }
        }

        return default;
    }

    /// <summary>A thread that has something persisted. Under the gate.</summary>
    internal MemoryThread Find(ThreadId id) => _place.Threads.GetValueOrDefault(id) ?? throw new ThreadNotFoundException(id);

    /// <summary>The row of a thread. Under the gate.</summary>
    internal StoredThread RowOf(MemoryThread thread) => MemoryFacts.Read(thread, MemoryFacts.PreviewOf(thread.Id, Before(thread).Select(static one => one.Line)));

    /// <summary>All lines of a thread, those that it continues first. Under the gate.</summary>
    internal IEnumerable<(MemoryThread Thread, MemoryLine Line, int Index)> History(MemoryThread thread) =>
        Before(thread).Concat(thread.Lines.Select((line, index) => (thread, line, index)));

    /// <summary>The lines that a thread continues, of its ancestors, oldest first. Under the gate.</summary>
    internal IEnumerable<(MemoryThread Thread, MemoryLine Line, int Index)> Before(MemoryThread thread) =>
        thread.Base is { } parent && _place.Threads.TryGetValue(parent, out var source)
            ? Before(source).Concat(source.Lines.Take(thread.BaseEnd).Select((line, index) => (source, line, index)))
            : [];

    private List<HistoryEntry> Snapshot(ThreadId id, HistoryStart start)
    {
        lock (_place.Gate)
        {
            CheckOpen();
            var entries = History(Find(id)).Select(static one => new HistoryEntry
            {
                Log = one.Thread.Id,
                Offset = one.Index,
                Timestamp = one.Line.TimestampMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
                Ordinal = one.Line.Ordinal,
                TypeName = one.Line.TypeName,
                Payload = one.Line.Payload,
                Metadata = one.Line.Metadata,
            }).ToList();
            if (start is HistoryStart.LastCompaction)
            {
                entries.RemoveRange(0, Math.Max(0, entries.FindLastIndex(static entry => entry.Is(ItemType.Compacted))));
            }
            else if (start is HistoryStart.End)
            {
                entries.Reverse();
            }

            return entries;
        }
    }

    private InMemoryLiveThread ResumeLocked(ThreadId id) => Register(new InMemoryLiveThread(this, Find(id), ModeOf(Find(id)), first: []));

    private InMemoryLiveThread Register(InMemoryLiveThread live)
    {
        _place.Writers.Add(live.Id, live);
        return live;
    }

    private void CheckHasNoWriter(ThreadId id)
    {
        if (_place.Writers.TryGetValue(id, out var writer))
        {
            throw writer.Store == this ? new InvalidRequestException($"thread {id} already has a live writer in this store") : new ThreadBusyException(id, "another store");
        }
    }

    private void CheckPosition(Position position)
    {
        if (Find(position.Thread).End.Offset < position.Offset)
        {
            throw new InvalidRequestException($"the log of thread {position.Thread} ends before {position.Offset}");
        }
    }

    private HistoryMode ModeOf(MemoryThread thread) => RowOf(thread).HistoryMode is "paginated" ? HistoryMode.Paginated : HistoryMode.Legacy;

    private void CheckOpen() => ObjectDisposedException.ThrowIf(_isClosed, this);
}
